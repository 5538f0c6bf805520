"""The doctor: names everything that is set up wrongly; exit code 1 when there is a problem."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.bootstrap.desk import make_desk
from bot.bootstrap.health import health_of
from bot.bootstrap.opening import Installation, open_installation, ready_database
from bot.bootstrap.senders import mailer_of
from bot.clock import SystemClock
from bot.commands.check_line import look_at_line
from bot.commands.check_mail import look_at_mail
from bot.commands.check_other_bot import look_at_other_bot
from bot.desk.desk import Desk
from bot.desk.doctor import Finding, Grade, look_at_town
from bot.desk.standstill import alarm_if_still
from bot.desk.turn import Turn
from bot.settings import SETTINGS, SettingsError
from knowledge.problems import DataError
from routing.triage_rules.loader import RulesError
from storage.errors import StorageError
from storage.keys import KeysError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `check`."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--offline", action="store_true", help="ask neither LINE nor the mail server")
    parser.add_argument(
        "--alarm", action="store_true", help="for a timer: mail those responsible when the desk stands still"
    )
    parser.add_argument("--settings", action="store_true", help="list the settings and end")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and name what is wrong."""
    if arguments.settings:
        for setting in SETTINGS:
            sys.stdout.write(
                f"MADOGUCHI_{setting.name}\t{setting.meaning} (default: {setting.default or 'none'})\n"
            )
        return 0
    if arguments.alarm:
        return _alarm()
    findings = list(_findings(offline=arguments.offline))
    problems = [finding for finding in findings if finding.grade is Grade.PROBLEM]
    if arguments.json:
        told = [{"grade": f.grade.value, "about": f.about, "text": f.text} for f in findings]
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            sys.stdout.write(f"{finding.grade.value.upper():8} {finding.about}: {finding.text}\n")
        sys.stdout.write(f"{len(problems)} problems, {len(findings) - len(problems)} warnings\n")
    return 1 if problems else 0


def _alarm() -> int:
    """Tell what stands still on standard error, and mail it; quiet when all is well."""
    try:
        installation = open_installation()
        desk = make_desk(installation, installation.database())
    except (SettingsError, KeysError, DataError, RulesError) as error:
        sys.stderr.write(f"madoguchi check: {error}\n")
        return 1
    wrong = alarm_if_still(desk, mailer_of(installation.settings, desk.clock))
    for reason in wrong:
        sys.stderr.write(f"madoguchi check: {reason}\n")
    return 1 if wrong else 0


def _findings(*, offline: bool) -> Iterator[Finding]:
    yield from _machine()
    try:
        installation = open_installation()
        database = ready_database(installation)
        desk = make_desk(installation, database)
    except (SettingsError, KeysError, DataError, RulesError, StorageError) as error:
        for line in str(error).splitlines():
            yield Finding(Grade.PROBLEM, "start", line)
        return
    yield from _installation(installation)
    for reason in health_of(database, SystemClock()).reasons:
        yield Finding(Grade.PROBLEM, "health", reason)
    if not offline:
        yield from look_at_mail(installation.settings)
    yield from _towns(desk, installation, offline=offline)


def _machine() -> Iterator[Finding]:
    try:
        ZoneInfo("Asia/Tokyo")
    except ZoneInfoNotFoundError:
        yield Finding(Grade.PROBLEM, "machine", "time zone data is missing (install tzdata)")
    if sys.version_info >= (3, 14):
        yield Finding(Grade.PROBLEM, "machine", "line-bot-sdk does not run on Python 3.14; use 3.11 to 3.13")


def _installation(installation: Installation) -> Iterator[Finding]:
    settings = installation.settings
    if not settings.public_url.startswith("https://"):
        yield Finding(Grade.PROBLEM, "MADOGUCHI_PUBLIC_URL", "LINE and browsers need https in live use")
    if not settings.smtp_url:
        yield Finding(Grade.PROBLEM, "MADOGUCHI_SMTP_URL", "no mail server: alerts have no second channel")
    if settings.line_api_base != "https://api.line.me":
        yield Finding(Grade.WARNING, "MADOGUCHI_LINE_API_BASE", "messages go to a stand-in, not to LINE")
    if os.environ.get("WEB_CONCURRENCY") and settings.database_url.startswith("sqlite"):
        yield Finding(Grade.WARNING, "WEB_CONCURRENCY", "several web processes want PostgreSQL, not SQLite")


def _towns(desk: Desk, installation: Installation, *, offline: bool) -> Iterator[Finding]:
    with desk.database.reading() as tx:
        stored = tx.municipalities.all()
        if not stored:
            yield Finding(Grade.PROBLEM, "municipality", "there is none (madoguchi municipality add SLUG)")
        for municipality in stored:
            try:
                town = desk.towns.of(tx, municipality.slug)
            except (DataError, StorageError) as error:
                yield Finding(Grade.PROBLEM, municipality.slug, f"its knowledge cannot be read: {error}")
                continue
            channel = tx.municipalities.channel(municipality.slug)
            yield from look_at_town(Turn(desk, tx, town, desk.clock.now()), channel)
            yield from look_at_other_bot(tx, municipality.slug, offline=offline)
            if channel.access_token and not offline:
                yield from look_at_line(installation.settings, municipality.slug, channel.access_token)
