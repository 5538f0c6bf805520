"""A day of random journeys with planted marks: nothing personal in what goes to anybody else."""

import random

import pytest

from bot.desk.consenting import Said, record_answer
from bot.desk.referral_answers import Answer, answer, hand_back, report
from bot.desk.referring import NotSentError, draft, send
from bot.desk.sheet_paper import Written, read_paper
from bot.desk.talking import NobodyThereError, give_back, take_over
from bot.desk.withdrawing import withdraw
from routing.consent import ConsentState, How
from routing.consultation import Actor, Consultation, IllegalStepError, Outcome
from routing.referral import DeclineReason, ReferralState
from routing.sheet import PERSONAL
from storage.consents import Person, PersonId
from storage.database import Database
from tests.bot.desk.chat import Chat, line_id, open_desk, words
from tests.bot.desk.offices import COUNCIL, SILVER, office

WORRIES = (
    "庭の草を刈ってくれる人をさがしています",
    "寝室の電球が切れて困っています",
    "父が倒れて息をしていません",
    "隣の家で毎日お年寄りがなぐられています",
    "お金がなくて家賃が払えません",
    "夫に殴られています",
    "人と話したい",
    "支援はいらない。ほっといてほしい",
)
TAPS = (
    "ここに相談する", "かわりに伝えてもらう", "はい", "いいえ", "ちがう",
    "人と話したい", "つながった", "まだ", "ちがった",
)  # fmt: skip
DESTINATIONS = (COUNCIL, SILVER)


class Marks:
    """Marks that stand for what is personal: each is unlike anything the desk says of itself."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.personal: list[str] = []

    def word(self, chance: random.Random) -> str:
        mark = f"印{chance.randrange(10**6):06}語"
        self.said.append(mark)
        return mark

    def person(self, chance: random.Random) -> dict[str, str]:
        number = f"{chance.randrange(10**4):04}"
        found = {
            "name": f"名印{number}子",
            "phone": f"0999-{chance.randrange(10**2):02}-{number}",
            "address": f"住印{number}番地",
        }
        self.personal.extend(found.values())
        return found

    def in_text(self, text: str) -> list[str]:
        return [mark for mark in (*self.said, *self.personal) if mark in text]


class Day:
    """One random day of a desk."""

    def __init__(self, chat: Chat, seed: int) -> None:
        self.chat = chat
        self.chance = random.Random(seed)  # noqa: S311 - a day that can be played again
        self.marks = Marks()
        self.residents = ("aki", "ben", "chie", "dan")

    def live(self, steps: int) -> None:
        doings = (
            self.write,
            self.write,
            self.tap,
            self.tap,
            self.record,
            self.refer,
            self.refer,
            self.come_back,
        )
        for _ in range(steps):
            self.chance.choice((*doings, self.talk, self.take_back, self.pass_time))()
        self.chat.wait(days=1)
        self.chat.digest()

    def write(self) -> None:
        self.chat.say(
            self.chance.choice(self.residents),
            f"{self.chance.choice(WORRIES)} {self.marks.word(self.chance)}",
        )

    def tap(self) -> None:
        person, label = self.chance.choice(self.residents), self.chance.choice(TAPS)
        try:
            self.chat.tap(person, label)
        except AssertionError:
            # Nobody taps a button that is not there.
            return

    def record(self) -> None:
        case = self.case()
        if case is None:
            return
        with office(self.chat) as at:
            given = self.marks.person(self.chance)
            person = Person(
                PersonId(at.new_id()),
                case.municipality,
                at.now,
                case.id,
                case.resident,
                **given,
            )
            at.tx.persons.add(person)
            state = self.chance.choice((ConsentState.GIVEN, ConsentState.REFUSED))
            record_answer(at, case, Said(state, How.PHONE, must_not_tell=(given["name"],)))

    def refer(self) -> None:
        case = self.case()
        if case is None:
            return
        slips = self.slips(case)
        careless = self.chance.random() < 0.3 and bool(slips)
        summary = self.chance.choice(slips) if careless else "暮らしの困りごとの相談です。"
        try:
            with office(self.chat) as at:
                made = draft(at, case, self.chance.choice(DESTINATIONS), Written(summary))
            with office(self.chat) as at:
                send(at, at.tx.consultations.get(case.id), made)
        except NotSentError:
            return
        self.chat.work()

    def slips(self, case: Consultation) -> list[str]:
        """Return what careless staff may write: numbers and addresses of anybody, and names that the case knows."""
        with self.chat.database.reading() as tx:
            names = [person.name for person in tx.persons.of_consultation(case.id)]
        return names + [mark for mark in self.marks.personal if not mark.startswith("名")]

    def come_back(self) -> None:
        case = self.case()
        if case is None:
            return
        with self.chat.database.reading() as tx:
            waiting = tx.referrals.open_of_consultation(case.id)
        if not waiting:
            return
        referral, note = self.chance.choice(waiting), self.marks.word(self.chance)
        try:
            with office(self.chat, Actor.DESTINATION) as at:
                what = self.chance.randrange(4)
                if what == 0:
                    answer(at, case, referral, Answer(ReferralState.DECLINED, DeclineReason.OTHER, note))
                elif what == 1:
                    answer(at, case, referral, Answer(ReferralState.ACCEPTED, None, note))
                elif what == 2:
                    report(at, case, referral, self.chance.choice((Outcome.CONNECTED, Outcome.UNMET)), note)
                else:
                    hand_back(at, case, referral, reason=note)
        except IllegalStepError:
            return
        self.chat.work()

    def talk(self) -> None:
        case = self.case()
        if case is None:
            return
        try:
            with office(self.chat) as at:
                self.chance.choice((take_over, give_back))(at, case)
        except NobodyThereError:
            return
        self.chat.work()

    def take_back(self) -> None:
        case = self.case()
        if case is not None:
            with office(self.chat) as at:
                withdraw(at, case, how=How.PHONE)

    def pass_time(self) -> None:
        self.chat.wait(minutes=self.chance.choice((1, 20, 240, 1_500)))

    def case(self) -> Consultation | None:
        cases = self.chat.consultations()
        return self.chance.choice(cases) if cases else None


def check(day: Day) -> tuple[int, int]:
    """Hold a day to the promise; return how many messages and sheets were looked at."""
    chat = day.chat
    own = {line_id(person) for person in day.residents}
    looked = 0
    for sent in chat.line.sent:
        if not any(user in sent.to for user in own):
            looked += 1
            assert day.marks.in_text(words(sent.messages)) == []
    for mail in chat.mailer.sent:
        looked += 1
        assert day.marks.in_text(mail.subject + mail.body) == []
    sheets = 0
    with chat.database.reading() as tx:
        for case in chat.consultations():
            for referral in tx.referrals.of_consultation(case.id):
                fields = read_paper(referral.sheet).fields
                consent = tx.consents.get(referral.consent) if referral.consent else None
                if not fields or (consent is not None and consent.state is ConsentState.GIVEN):
                    continue
                sheets += 1
                assert day.marks.in_text(str(fields)) == []
                assert not PERSONAL & set(fields)
    return looked, sheets


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_a_random_day_gives_nothing_away(sqlite_database: Database, seed: int) -> None:
    day = Day(open_desk(sqlite_database, on_duty=("hana", "sora")), seed)
    day.live(60)
    looked, sheets = check(day)
    assert looked > 5
    assert sheets > 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_random_days_give_nothing_away(sqlite_database: Database, seed: int) -> None:
    day = Day(open_desk(sqlite_database, on_duty=("hana", "sora")), seed)
    day.live(200)
    check(day)


def test_the_check_itself_finds_what_is_planted(sqlite_database: Database) -> None:
    day = Day(open_desk(sqlite_database, on_duty=("hana", "sora")), 1)
    day.live(40)
    day.marks.said.append("相談")
    with pytest.raises(AssertionError):
        check(day)
