"""The daily digest: one per coordinator and day, late rather than never, counts and numbers only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import TOKYO, tokyo
from bot.desk.desk import Desk
from bot.desk.each_town import in_each_town
from bot.desk.figures import Figures, figures_of
from bot.desk.health import WORKER, WORKER_SILENT
from bot.desk.notices import AlertNotice, owe_notice
from bot.desk.quota import month_of
from bot.desk.town import Town
from bot.desk.town_gaps import stale_destinations
from bot.desk.turn import Turn
from bot.texts.moments import when_said
from knowledge.municipality import EmptyDigest
from routing.consultation import Consultation
from routing.outgoing import Lane
from routing.quota import Stage, digest_by_line, stage_of
from routing.roles import Role
from routing.working_days import day_bounds, latest_digest
from storage.accounts import Account
from storage.duty import DigestRecord

MOST_CASES = 10
FIRST_DIGEST_COVERS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one coordinator is told of a span of days; `text` carries counts, case numbers and deadlines."""

    subject: str
    text: str
    empty: bool


def send_due_digests(desk: Desk) -> int:
    """Owe every coordinator the digest that is due and was not made; return how many were.

    Safe to call at any time and from any number of workers: a row per coordinator and day says that it was made.
    After two days off there is one digest that covers both.
    """
    return in_each_town(desk, "digests", _send_for)


def _send_for(turn: Turn) -> int:
    plan = turn.town.profile.municipality.digest
    day = latest_digest(tokyo(turn.now), plan)
    if day is None:
        return 0
    due_at = datetime.combine(day, plan.hour, TOKYO)
    # Nobody is told of days before their account existed.
    return sum(owe_digest(turn, a, day) for a in readers(turn) if a.created_at < due_at)


def readers(turn: Turn) -> tuple[Account, ...]:
    """Return the coordinators of the municipality who get a digest."""
    people = turn.tx.accounts.of_municipality(turn.town.slug, roles=(Role.COORDINATOR, Role.ADMINISTRATOR))
    return tuple(person for person in people if person.wants_digest)


def owe_digest(turn: Turn, account: Account, day: date) -> bool:
    """Make and owe the digest of one coordinator for one Tokyo day; False when it was made before."""
    plan = turn.town.profile.municipality.digest
    until = datetime.combine(day, plan.hour, TOKYO)
    last = turn.tx.digests.latest_of(account.id)
    if last is not None and last.day >= day:
        # Made already, or the clock was set back to before it was due.
        return False
    start = last.covers_until if last else until - FIRST_DIGEST_COVERS
    record = DigestRecord(turn.new_id(), turn.town.slug, account.id, day, start, until, turn.now)
    if not turn.tx.digests.add(record):
        return False
    digest = compose_digest(turn, start, until)
    if digest.empty and plan.empty is EmptyDigest.NOTHING:
        return True
    notice = AlertNotice(
        subject=digest.subject,
        text=digest.text,
        dedupe_key=f"digest:{day.isoformat()}",
        link_label=turn.town.texts.say("digest.button.open"),
        link=turn.console_link(),
        lane=Lane.DIGEST,
    )
    stage = stage_of(month_of(turn.tx, turn.town.slug, turn.now))
    owe_notice(turn, account.id, notice, by_line=digest_by_line(stage, has_mail=bool(account.email)))
    return True


def compose_digest(turn: Turn, start: datetime, until: datetime, *, by_receipt: bool = False) -> Digest:
    """Return what coordinators are told of the span from `start` to before `until`, and of what is open now."""
    town = turn.town
    figures = figures_of(turn, start, until, by_receipt=by_receipt)
    first, last = tokyo(start).date(), tokyo(until - timedelta(microseconds=1)).date()
    several = (last - first).days > 1
    fields = {
        "town": town.profile.municipality.name,
        "date": _day(last),
        "first": _day(first),
        "last": _day(last),
    }
    subject = town.texts.say("digest.subject.days" if several else "digest.subject.day", **fields)
    heading = town.texts.say("digest.line.heading_days" if several else "digest.line.heading", **fields)
    lines = [heading, *_counts(town, figures), *_areas(town, figures), *_cases(town, figures), *_health(turn)]
    lines.append(town.texts.say("digest.line.link", link=turn.console_link()))
    return Digest(subject, "\n".join(lines), figures.empty)


def _health(turn: Turn) -> list[str]:
    """Return what is not well: a worker that is silent, a month nearly used up, numbers nobody has checked for long."""
    texts, lines = turn.town.texts, []
    beat = turn.tx.heartbeats.get(WORKER)
    if beat is not None and beat.last_ok is not None and turn.now - beat.last_ok > WORKER_SILENT:
        lines.append(
            texts.say("digest.line.worker", time=when_said(texts, tokyo(beat.last_ok), tokyo(turn.now)))
        )
    month = month_of(turn.tx, turn.town.slug, turn.now)
    if month is not None and month.left is not None and stage_of(month) is not Stage.PLENTY:
        lines.append(texts.say("digest.line.quota", left=month.left))
    today = tokyo(turn.now).date()
    if stale := turn.desk.registry.stale(today):
        lines.append(texts.say("digest.line.stale_numbers", count=len(stale), first=stale[0].number))
    if unchecked := stale_destinations(turn.town.profile.matched, today):
        lines.append(texts.say("digest.line.stale_destinations", count=len(unchecked)))
    return lines


def compose_day(turn: Turn, day: date) -> Digest:
    """Return the report of one Tokyo day from midnight to midnight, so far if it is today (for the command)."""
    start, end = day_bounds(day, tokyo(turn.now))
    return compose_digest(turn, start, end, by_receipt=True)


def _day(day: date) -> str:
    return f"{day.month}/{day.day}"


def _counts(town: Town, figures: Figures) -> list[str]:
    shown = (
        ("new", figures.new, True),
        ("urgent", figures.urgent_unacknowledged, False),
        ("unmatched", figures.unmatched, False),
        ("waiting_person", figures.waiting_for_person, False),
        ("waiting_handover", figures.waiting_for_handover, False),
        ("next_dates", figures.due_today, False),
        ("overdue", figures.overdue, False),
        ("uncertain", figures.uncertain, False),
        ("dead", figures.dead, False),
        ("nobody_on_duty", figures.nobody_on_duty, False),
        ("closed", figures.closed, False),
    )
    lines = [town.texts.say(f"digest.line.{key}", count=n) for key, n, always in shown if n or always]
    lines.append(town.texts.say("digest.line.open_total", count=figures.open))
    return lines if not figures.empty else [town.texts.say("digest.line.nothing")]


def _areas(town: Town, figures: Figures) -> list[str]:
    if not figures.by_area:
        return []
    texts, areas = town.texts, town.profile.areas
    said = []
    for area, count in figures.by_area.items():
        found = areas.get(area) if area is not None else None
        name = found.name if found else texts.say("digest.line.area_unknown")
        said.append(texts.say("digest.line.area", name=name, count=count))
    return [texts.say("digest.line.by_area", areas="、".join(said))]


def _cases(town: Town, figures: Figures) -> list[str]:
    texts = town.texts
    lines = [_case(town, case) for case in figures.cases[:MOST_CASES]]
    if len(figures.cases) > MOST_CASES:
        lines.append(texts.say("digest.line.more", count=len(figures.cases) - MOST_CASES))
    return lines


def _case(town: Town, case: Consultation) -> str:
    level = town.texts.say(f"alert.level.{case.level.value}")
    if case.next_date is None:
        return town.texts.say("digest.line.case_no_date", number=case.number, level=level)
    return town.texts.say(
        "digest.line.case", number=case.number, level=level, due=_day(tokyo(case.next_date).date())
    )
