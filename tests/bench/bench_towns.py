"""A day of many towns on one PostgreSQL, and what each thing costs: `python -m tests.bench towns [--towns N]`.

Everybody's day is played on a clock that stands still: webhooks as LINE signs them, every step of the worker, a
coordinator's answers, the digest of the next morning. Costs are processor seconds of this process (web and worker
together, without the database server's own), so that other work on the machine does not change them.

The mix follows what cities published of their chats: about 120 messages a day in the first weeks of 山形市's chat
(1,672 in two weeks), and of every hundred messages a third worries, the rest taps, thanks, stickers and greetings.
"""

import argparse
import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import text

from bot.desk.digest import send_due_digests
from bot.desk.founding import found_municipality
from knowledge.data_files import ProfileFiles
from storage.database import Database, open_database
from storage.municipalities import ChannelSecrets
from storage.schema import upgrade
from tests.bot.desk.chat import FILES, SECRET, Chat, employ, open_desk
from tests.databases import RING, empty_postgres

DAY = timedelta(hours=15)
WORRIES = (
    "電球が高いところにあって替えられない", "庭の草が伸びて近所に悪い", "最近ひとりでご飯を食べるのがさみしい",
    "病院まで行く足がない", "母の物忘れがひどくなってきた", "家賃がきつくて引っ越したい",
    "子どもが学校に行きたがらない", "隣の家の音が気になって眠れない", "重いごみを出すのがつらい",
    "免許を返したら買い物に行けない", "介護の申し込みの仕方を教えて", "仕事が続かない",
)  # fmt: skip
DANGERS = ("父が倒れて返事をしない", "もう死にたい", "隣のおじいさんが三日も姿を見せない")
SMALL = ("ありがとう", "こんにちは", "わかりました", "はい", "了解です")


@dataclass
class Costs:
    """Processor seconds and counts by step."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Count what a block costs."""
        start = time.process_time()
        yield
        self.seconds[step] += time.process_time() - start
        self.counts[step] += 1

    def line(self, step: str) -> str:
        """Return a line of the table: how often, and milliseconds each."""
        count = self.counts[step]
        return f"{step:34}{count:8}{1000 * self.seconds[step] / max(count, 1):10.2f} ms"


def main(words: Sequence[str]) -> None:
    """Play the day and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench towns")
    parser.add_argument("--towns", type=int, default=20)
    parser.add_argument("--messages", type=int, default=120, help="of a town, a day")
    arguments = parser.parse_args(words)
    with empty_postgres() as url:
        database = open_database(url, RING)
        upgrade(database)
        _play(database, arguments.towns, arguments.messages)
        database.close()


def _play(database: Database, towns: int, messages: int) -> None:
    costs, chance = Costs(), random.Random(20)  # noqa: S311 - a mix of messages, no secret
    before = _memory_mb()
    chats = _found(database, towns)
    first = chats[0]
    first.say("first", "こんにちは")
    with_one = _memory_mb()
    for chat in chats[1:]:
        chat.say("first", "こんにちは")
    loaded, size = _memory_mb(), _size_mb(database)
    end = first.clock.now() + DAY
    step = DAY / messages
    while first.clock.now() < end:
        for chat in chats:
            _someone(chat, chance, costs)
        first.clock.advance(seconds=step.total_seconds())
        with costs.of("timed work, one look at all towns"):
            first.work()
    first.clock.advance(hours=12)
    with costs.of("all digests of a morning"):
        digests = send_due_digests(first.desk)
    first.work()
    said = costs.counts["webhook stored"]
    print(f"{towns} towns, {said} messages, {digests} digests")
    for name in costs.counts:
        print(costs.line(name))
    each = (loaded - with_one) / max(towns - 1, 1)
    print(
        f"memory: {before:.0f} MB before, {with_one:.0f} MB with one town, {each:.1f} MB for each further one"
    )
    grown = _size_mb(database) - size
    print(f"database: {size:.0f} MB with empty towns, {grown:.1f} MB more after the day")
    print(f"that is {1024 * grown / said:.1f} kB a message, indexes and the space of dead rows included")
    for table, kilobytes in _largest(database):
        print(f"  {table:28}{kilobytes:8} kB")


def _someone(chat: Chat, chance: random.Random, costs: Costs) -> None:
    """Let somebody of a town write or tap, and let the worker do what follows."""
    person = f"person-{chance.randrange(15)}"
    kind = chance.choices(("worry", "small", "sticker", "danger"), (34, 45, 19, 2))[0]
    events: dict[str, Callable[[], dict[str, object]]] = {
        "worry": lambda: chat.text(person, chance.choice(WORRIES)),
        "small": lambda: chat.text(person, chance.choice(SMALL)),
        "sticker": lambda: chat.message(person, "sticker", packageId="1", stickerId="1"),
        "danger": lambda: chat.text(person, chance.choice(DANGERS)),
    }
    event = events[kind]()
    with costs.of("webhook stored"):
        assert chat.post(event) == 200
    with costs.of(f"heard, decided, answered: {kind}"):
        chat.work()


def _found(database: Database, towns: int) -> list[Chat]:
    first = open_desk(database, files=_files(0), on_duty=("hana-0", "sora-0"))
    chats = [first]
    for number in range(1, towns):
        with database.transaction() as tx:
            channel = ChannelSecrets((SECRET,), "channel-token")
            profile = found_municipality(tx, _files(number), channel, now=first.clock.now()).profile
        chat = replace(first, profile=profile)
        employ(chat, f"hana-{number}", f"sora-{number}")
        chats.append(chat)
    return chats


def _files(number: int) -> ProfileFiles:
    """Return the fictional town once more under another slug."""
    files = FILES["hoozuki"]
    settings = files.contents["municipality.toml"]
    renamed = settings.replace(b'slug = "hoozuki"', f'slug = "town-{number}"'.encode())
    return replace(files, folder=f"town-{number}", contents={**files.contents, "municipality.toml": renamed})


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _size_mb(database: Database) -> float:
    with database.open_ground() as ground:
        return (
            float(ground.rows(text("SELECT pg_database_size(current_database()) AS size"))[0]["size"]) / 2**20
        )


def _largest(database: Database) -> list[tuple[str, int]]:
    sizes = text(
        "SELECT relname, pg_total_relation_size(oid) / 1024 AS size FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT 8"
    )
    with database.open_ground() as ground:
        return [(row["relname"], row["size"]) for row in ground.rows(sizes)]
