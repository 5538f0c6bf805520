"""`municipality other-bot SLUG`: sharing the account with another bot; see docs/beside-another-bot.md."""

import argparse
import json
import sys
from urllib.parse import urlsplit

from bot.clock import SystemClock
from routing.consultation import MunicipalitySlug
from routing.sharing import OtherBot
from storage.database import Database

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("slug")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--url", help="where the other bot's webhook listens")
    what.add_argument("--none", action="store_true", help="there is no other bot any more")
    what.add_argument("--try-again", action="store_true", help="forward again what was given up")
    parser.add_argument(
        "--word", action="append", default=[], help="a whole message that is meant for it; may be repeated"
    )
    parser.add_argument("--json", action="store_true")


def share_account(database: Database, arguments: argparse.Namespace) -> None:
    """Set, show or take away the other bot; raises `NotThereError` and `ValueError`."""
    slug = MunicipalitySlug(arguments.slug)
    if arguments.word and not arguments.url:
        raise ValueError("--word belongs to --url")
    if arguments.try_again:
        with database.transaction() as tx:
            again = tx.forwarded.try_again(slug, now=SystemClock().now())
        sys.stdout.write(f"{again} to be forwarded again\n")
    elif arguments.url or arguments.none:
        other = OtherBot(_address(arguments.url), tuple(arguments.word)) if arguments.url else None
        with database.transaction() as tx:
            tx.municipalities.set_other_bot(slug, other)
        sys.stdout.write("stored\n")
    else:
        _show(database, slug, as_json=arguments.json)


def _show(database: Database, slug: MunicipalitySlug, *, as_json: bool) -> None:
    with database.reading() as tx:
        other, counts = tx.municipalities.other_bot(slug), tx.forwarded.counts(slug)
    told = {state.value: count for state, count in counts.items()}
    if as_json:
        shown = {"url": other.url, "words": list(other.words)} if other else None
        sys.stdout.write(json.dumps({"other_bot": shown, "forwarded": told}, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{other.url}\t{' '.join(other.words)}\n" if other else "there is no other bot\n")
    for state, count in told.items():
        sys.stdout.write(f"{state}\t{count}\n")


def _address(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    ):
        raise ValueError(
            "--url must be an https address (http on this machine alone): it carries what people wrote"
        )
    return url
