"""A whole town in one process over real HTTP: stand-in for LINE, web application, worker, mail catcher."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from bot.app import create_app
from bot.bootstrap.health import health_of
from bot.bootstrap.opening import Installation
from bot.bootstrap.pages import page_parts
from bot.bootstrap.webhook import webhook_parts
from bot.bootstrap.worker import make_worker
from bot.demo.cast import DemoLogin, Staging, demo_logins, stage
from bot.mail.catcher import MailCatcher
from bot.randomness import SystemRandomness
from bot.settings import read_settings
from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.ids import user_id
from bot.simulator.serve import running
from knowledge.data_files import read_folder
from knowledge.profile import Profile, find_profile
from routing.consultation import Consultation, MunicipalitySlug
from storage.database import Database
from storage.municipalities import ChannelSecrets
from storage.selection import Selection
from tests.clocks import RunningClock
from tests.databases import RING

HOST = "127.0.0.1"
PROVIDER = "provider-1"


@dataclass(frozen=True)
class RunningTown:
    """Everything a journey needs: people's phones, the database, caught e-mail, and the clock of all of them."""

    line: SimulatorClient
    database: Database
    mail: MailCatcher
    clock: RunningClock
    profile: Profile
    web: str
    people: tuple[DemoLogin, ...] = ()

    @property
    def slug(self) -> MunicipalitySlug:
        return MunicipalitySlug(self.profile.municipality.slug)

    def consultations(self) -> tuple[Consultation, ...]:
        """Return every consultation of the town, oldest first."""
        with self.database.reading() as tx:
            return tuple(tx.consultations.stream(Selection(self.slug)))

    def count(self, **wanted: object) -> int:
        """Count the consultations of a selection."""
        with self.database.reading() as tx:
            return tx.consultations.count(Selection(self.slug, **wanted))  # type: ignore[arg-type]


@contextmanager
def running_town(
    database: Database,
    folder: Path,
    *,
    slug: str = "hoozuki",
    clock: RunningClock | None = None,
    rota: bool = True,
) -> Iterator[RunningTown]:
    """Run a town until the block ends; everything listens on loopback and stops with it."""
    clock = clock or RunningClock()
    mail = MailCatcher(clock=clock)
    mail.start()
    channel = Channel(name=slug, secret="channel-secret", access_token="channel-token", redelivery=True)
    try:
        with running(Config((channel,), now=clock.now)) as line_api:
            port = free_port()
            installation = _installation(folder, line_api, mail.smtp_url, f"http://{HOST}:{port}")
            people = demo_logins()
            profile = _stage(database, slug, clock, people, rota=rota)
            with _serving(installation, database, clock, port) as web:
                client = SimulatorClient(line_api)
                client.channel_settings(webhook_url=f"{web}/line/{slug}/webhook")
                worker = make_worker(installation, database, clock)
                worker.start()
                try:
                    yield RunningTown(client, database, mail, clock, profile, web, people)
                finally:
                    worker.stop()
    finally:
        mail.stop()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _installation(folder: Path, line_api: str, smtp_url: str, public_url: str) -> Installation:
    settings = read_settings(
        {
            "MADOGUCHI_DATA_DIR": str(folder),
            "MADOGUCHI_LINE_API_BASE": line_api,
            "MADOGUCHI_SMTP_URL": smtp_url,
            "MADOGUCHI_PUBLIC_URL": public_url,
        }
    )
    return Installation(settings, RING)


def _stage(
    database: Database, slug: str, clock: RunningClock, people: tuple[DemoLogin, ...], *, rota: bool
) -> Profile:
    phones = {person.chat: user_id(person.chat, PROVIDER) for person in people if person.chat}
    channel = ChannelSecrets(("channel-secret",), "channel-token")
    staging = Staging(read_folder(find_profile(slug)), channel, people, phones, clock.now())
    profile = stage(database, staging, SystemRandomness())
    if not rota:
        with database.transaction() as tx:
            tx.duty.replace_shifts(MunicipalitySlug(slug), [])
    return profile


@contextmanager
def _serving(installation: Installation, database: Database, clock: RunningClock, port: int) -> Iterator[str]:
    parts = [webhook_parts(database, clock), *page_parts(installation, database, clock)]
    app = create_app(parts, health=lambda: health_of(database, clock))
    server = make_server(HOST, port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
