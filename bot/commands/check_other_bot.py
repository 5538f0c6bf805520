"""The doctor at the other bot of an account: does it take what LINE's connection check sends, and what was given up."""

from collections.abc import Iterator

from bot.desk.doctor import Finding, Grade
from bot.line.forwarder import HttpForwarder
from bot.line.sharing import SIGNATURE
from bot.line.signature import sign
from routing.consultation import MunicipalitySlug
from routing.outgoing import CallOutcome
from routing.sharing import Door, ForwardState, OtherBot
from storage.transaction import Transaction

CONNECTION_CHECK = b'{"destination":"","events":[]}'


def look_at_other_bot(tx: Transaction, slug: MunicipalitySlug, *, offline: bool) -> Iterator[Finding]:
    """Yield what is wrong beside another bot; nothing where ours is alone."""
    door, about = tx.municipalities.door(slug), f"{slug} beside another bot"
    if door.other_bot is None:
        return
    dead = tx.forwarded.counts(slug).get(ForwardState.DEAD, 0)
    if dead:
        again = f"madoguchi municipality other-bot {slug} --try-again"
        why = tx.forwarded.last_error(slug) or "unknown"
        yield Finding(Grade.PROBLEM, about, f"{dead} webhooks could not be forwarded, last: {why} ({again})")
    if not door.other_bot.words:
        yield Finding(
            Grade.WARNING, about, "no word is named for it: it gets buttons and signals, no message"
        )
    if not offline and door.secrets:
        yield from _answers(about, door, door.other_bot)


def _answers(about: str, door: Door, other: OtherBot) -> Iterator[Finding]:
    headers = {SIGNATURE: sign(CONNECTION_CHECK, door.secrets[0]), "Content-Type": "application/json"}
    result = HttpForwarder().forward(url=other.url, body=CONNECTION_CHECK, headers=headers)
    if result.outcome is not CallOutcome.ACCEPTED:
        text = f"it does not take LINE's connection check: {result.outcome.value} {result.reason}"
        yield Finding(Grade.PROBLEM, about, text)
