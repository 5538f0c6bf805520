"""The demo: a fictional town with the stand-in for LINE, caught e-mail, web and worker; Ctrl-C ends all of it."""

import argparse
import json
import secrets
import shutil
import socket
import sys
import threading
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from bot.app import create_app
from bot.bootstrap.opening import open_installation, ready_database
from bot.clock import SystemClock
from bot.commands.processes import Supervised, supervise
from bot.demo.cast import DemoLogin, Staging, demo_logins, stage
from bot.demo.history import tell_half_a_year
from bot.demo.page import Addresses, demo_blueprint
from bot.logs import set_up_logs
from bot.mail.catcher import MailCatcher, mail_blueprint
from bot.ports import Health
from bot.randomness import SystemRandomness
from bot.simulator.client import SimulatorClient
from bot.simulator.ids import user_id
from knowledge.data_files import read_folder
from knowledge.profile import Profile, find_profile
from routing.consultation import MunicipalitySlug
from routing.roles import Role
from storage.municipalities import ChannelSecrets

HOST = "127.0.0.1"
PROVIDER = "provider-1"
DEMO_JSON = Path("var/demo.json")
READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ports:
    """Four neighbouring ports: web, chat, and the demo's own page with the caught e-mail."""

    web: int

    @property
    def chat(self) -> int:
        """The stand-in."""
        return self.web + 1

    @property
    def guide(self) -> int:
        """The demo's own page."""
        return self.web + 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `demo`."""
    parser.add_argument("--port", type=int, default=8080, help="first of three neighbouring ports")
    parser.add_argument("--seed", type=int, default=7, help="makes ids of the stand-in repeatable")
    parser.add_argument("--municipality", default="hoozuki", metavar="SLUG")
    parser.add_argument("--data-dir", type=Path, default=Path("var/demo"), help="made anew at every start")


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C."""
    ports = Ports(arguments.port)
    taken = [port for port in (ports.web, ports.chat, ports.guide) if not _is_free(port)]
    if taken:
        sys.stderr.write(f"madoguchi: port {taken[0]} is taken; try --port {arguments.port + 100}\n")
        return 1
    try:
        folder = find_profile(arguments.municipality)
    except LookupError as error:
        sys.stderr.write(f"madoguchi: {error}\n")
        return 1
    set_up_logs("WARNING")
    catcher = MailCatcher(clock=SystemClock())
    catcher.start()
    try:
        return _run(arguments, ports, folder, catcher)
    finally:
        catcher.stop()


def _run(arguments: argparse.Namespace, ports: Ports, folder: Path, catcher: MailCatcher) -> int:
    people = demo_logins()
    channel = ChannelSecrets((secrets.token_hex(16),), secrets.token_urlsafe(48))
    environment = _environment(arguments, ports, catcher.smtp_url)
    profile = _stage(folder, environment, people, channel)
    addresses = _addresses(ports, profile.municipality.slug)
    guide = make_server(HOST, ports.guide, _guide(addresses, people, profile, catcher), threaded=True)
    threading.Thread(target=guide.serve_forever, name="guide", daemon=True).start()
    try:
        children = (
            _child("simulator", _chat_environment(channel), *_chat_arguments(arguments, ports, profile)),
            _child("web", environment, "--port", str(ports.web)),
            _child("worker", environment),
        )

        def ready() -> None:
            _announce(addresses, ports, people, profile)
            # Half a year of cases is written once everything is up, in short transactions, while people look around.
            told = (environment, profile, arguments.seed)
            threading.Thread(target=_tell_the_past, args=told, name="past", daemon=True).start()

        return supervise(children, ready=ready)
    finally:
        guide.shutdown()


def _environment(arguments: argparse.Namespace, ports: Ports, smtp_url: str) -> dict[str, str]:
    """Return the settings of the demo's processes; nothing of the caller's own installation is touched."""
    data = arguments.data_dir
    for path in (data, data.with_name(f"{data.name}-keys")):
        shutil.rmtree(path, ignore_errors=True)
    return {
        "MADOGUCHI_DATA_DIR": str(data),
        "MADOGUCHI_DATABASE_URL": f"sqlite:///{data / 'madoguchi.sqlite3'}",
        "MADOGUCHI_PUBLIC_URL": f"http://{HOST}:{ports.web}",
        "MADOGUCHI_LINE_API_BASE": f"http://{HOST}:{ports.chat}",
        "MADOGUCHI_SMTP_URL": smtp_url,
        "MADOGUCHI_LOG_LEVEL": "WARNING",
    }


def _chat_environment(channel: ChannelSecrets) -> dict[str, str]:
    # By the environment and not on the command line, which every user of the machine can read.
    return {"SIMULATOR_SECRET": channel.secrets[0], "SIMULATOR_TOKEN": channel.access_token}


def _chat_arguments(arguments: argparse.Namespace, ports: Ports, profile: Profile) -> tuple[str, ...]:
    town = profile.municipality
    webhook = f"http://{HOST}:{ports.web}/line/{town.slug}/webhook"
    name = f"{town.name}の相談窓口"
    return (
        *("--port", str(ports.chat), "--webhook", webhook),
        *("--name", town.slug, "--display-name", name, "--seed", str(arguments.seed)),
    )


def _child(verb: str, environment: dict[str, str], *rest: str) -> Supervised:
    return Supervised(verb, (sys.executable, "-m", "bot", verb, *rest), environment)


def _stage(
    folder: Path, environment: dict[str, str], people: tuple[DemoLogin, ...], channel: ChannelSecrets
) -> Profile:
    """Make the database anew with the town and its people."""
    database = ready_database(open_installation(environment))
    phones = {person.chat: user_id(person.chat, PROVIDER) for person in people if person.chat}
    staging = Staging(
        read_folder(folder), channel, people, phones, SystemClock().now(), around_the_clock=True
    )
    profile = stage(database, staging, SystemRandomness())
    database.close()
    return profile


def _tell_the_past(environment: dict[str, str], profile: Profile, seed: int) -> None:
    """Write the demo's half year into its database."""
    database = open_installation(environment).database()
    slug = MunicipalitySlug(profile.municipality.slug)
    with database.reading() as tx:
        roles = (Role.COORDINATOR,)
        staff = [account.id for account in tx.accounts.of_municipality(slug, roles=roles)]
    tell_half_a_year(database, profile, staff, now=SystemClock().now(), seed=seed)
    database.close()


def _addresses(ports: Ports, slug: str) -> Addresses:
    return Addresses(
        guide=f"http://{HOST}:{ports.guide}/",
        chat=f"http://{HOST}:{ports.chat}/",
        console=f"http://{HOST}:{ports.web}/console/",
        directory=f"http://{HOST}:{ports.web}/d/{slug}/",
        mail=f"http://{HOST}:{ports.guide}/mail/",
    )


def _guide(
    addresses: Addresses, people: tuple[DemoLogin, ...], profile: Profile, catcher: MailCatcher
) -> Flask:
    pages = demo_blueprint(addresses, people, profile.municipality.name, SystemClock())
    return create_app([pages, mail_blueprint(catcher)], health=Health)


def _announce(addresses: Addresses, ports: Ports, people: tuple[DemoLogin, ...], profile: Profile) -> None:
    """Wait until everything answers, then say where it is, on the screen and in var/demo.json."""
    _wait_for(addresses.chat)
    # Well only once the worker has shown its first sign of life, and it does so when it is warm.
    _wait_for(f"http://{HOST}:{ports.web}/healthz")
    for phone in ("resident_a", "resident_b", "pharmacist"):
        SimulatorClient(addresses.chat).follow(phone)
    told = {
        "municipality": profile.municipality.slug,
        "addresses": asdict(addresses),
        "logins": [{k: v for k, v in asdict(person).items() if v} for person in people],
    }
    DEMO_JSON.parent.mkdir(parents=True, exist_ok=True)
    DEMO_JSON.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"\n  {profile.municipality.name} is open.\n\n"
        f"    start here  {addresses.guide}\n"
        f"    chat        {addresses.chat}\n"
        f"    console     {addresses.console}\n"
        f"    e-mail      {addresses.mail}\n\n"
    )
    for person in people:
        sys.stdout.write(f"    {person.login:6} {person.password:20} code: on the start page\n")
    sys.stdout.write("\n  Ctrl-C ends all of it.\n\n")
    sys.stdout.flush()


def _wait_for(address: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the demo did not come up; its messages stand above")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
