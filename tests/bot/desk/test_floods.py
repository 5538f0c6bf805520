"""A flood in one chat: danger in it is still heard, all of it is kept, and nobody urgent waits behind it."""

from bot.desk.delivery import Delivery
from bot.desk.flood import BY_PERSON, NOTE
from bot.desk.handle import handle_next
from storage.database import Database
from tests.bot.desk.chat import Chat, line_id, open_desk

URGENT = "隣のおじいさんが三日も姿を見せません。新聞もたまっています"


def flood(chat: Chat, person: str, count: int, text: str = "庭の草を刈ってほしい") -> None:
    for start in range(0, count, 50):
        batch = [chat.text(person, f"{text} {number}") for number in range(start, min(start + 50, count))]
        assert chat.post(*batch) == 200


def test_a_flood_is_kept_answered_up_to_a_limit_and_told_once(sqlite_database: Database) -> None:
    chat, many = open_desk(sqlite_database, on_duty=("hana",)), BY_PERSON.capacity + 15
    flood(chat, "tomi", many)
    chat.work()
    said = [message for message in chat.messages("tomi") if message.direction == "in"]
    assert len(said) == many
    assert all(message.consultation or message.note == NOTE for message in said)
    assert chat.heard("tomi").count("たくさん届きました") == 1
    chat.clock.advance(minutes=10)
    assert "たくさん届きました" not in chat.say("tomi", "庭の草を刈ってほしい")


def test_danger_in_the_middle_of_a_flood_is_answered_with_the_numbers(sqlite_database: Database) -> None:
    chat = open_desk(sqlite_database, on_duty=("hana",))
    flood(chat, "tomi", BY_PERSON.capacity + 5)
    chat.work()
    assert "110" in chat.say("tomi", URGENT)
    assert len(chat.alerts()) == 1


def test_an_urgent_message_overtakes_the_flood_of_another_on_every_way(database: Database) -> None:
    chat = open_desk(database, on_duty=("hana",))
    flood(chat, "tomi", 60, "死にたい")
    assert chat.post(chat.text("ume", URGENT)) == 200
    delivery = Delivery(chat.desk, lines=chat.lines, mailer=chat.mailer)
    steps = 0
    while not chat.sent_to("ume"):
        handle_next(chat.desk, "w")
        delivery.send_next("w")
        delivery.send_next("w")
        steps += 1
        assert steps < 10, "somebody urgent waits behind a flood"
    assert "110" in chat.heard("ume")
    with database.reading() as tx:
        assert tx.residents.find_line_user(chat.slug, line_id("ume")) is not None
