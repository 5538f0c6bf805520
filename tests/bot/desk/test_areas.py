"""Where somebody lives: asked once, only when it matters, and what was answered without it is answered anew (S19)."""

from storage.database import Database
from tests.bot.desk.chat import Chat, line_id, open_desk

BRANCH = "近くの包括に行きたい"


def area_of(chat: Chat, person: str) -> str | None:
    with chat.database.reading() as tx:
        resident = tx.residents.find_line_user(chat.slug, line_id(person))
    assert resident is not None
    return resident.area


def asks_for_area(answer: str) -> bool:
    return "どのあたりのことですか" in answer


def needing_area(chat: Chat) -> str:
    """Return a worry whose answer depends on the area."""
    worries = (BRANCH, "介護のことを近くで相談したい", "近所で体操に通いたい", "地区の民生委員に会いたい")
    for number, worry in enumerate(worries):
        if asks_for_area(chat.say(f"probe-{number}", worry)):
            return worry
    raise AssertionError("no worry depends on the area")


def test_s19_the_area_is_asked_once_and_its_name_answers_the_worry_anew(chat: Chat) -> None:
    worry = needing_area(chat)
    probes = len(chat.consultations())
    assert asks_for_area(chat.say("aki", worry))
    answer = chat.say("aki", "朝凪小学校の近くです")
    assert "ですね。わかりました。" in answer
    assert "ここに相談する" in answer
    assert area_of(chat, "aki") == "hz-asanagi-sho"
    memo = chat.consultations()[probes]
    assert memo.area == "hz-asanagi-sho"
    assert {m.consultation for m in chat.messages("aki") if m.direction == "in"} == {memo.id}
    chat.say("aki", "別の相談")
    assert not asks_for_area(chat.say("aki", worry))


def test_whoever_does_not_say_where_is_not_asked_again(one_desk: Chat) -> None:
    worry = needing_area(one_desk)
    assert asks_for_area(one_desk.say("aki", worry))
    assert "わかりました" in one_desk.say("aki", "言いたくない")
    one_desk.say("aki", "別の相談")
    assert not asks_for_area(one_desk.say("aki", worry))
    assert area_of(one_desk, "aki") is None


def test_a_button_answers_the_question_for_the_area(one_desk: Chat) -> None:
    worry = needing_area(one_desk)
    one_desk.say("aki", worry)
    assert "月見地区ですね" in one_desk.tap("aki", "月見地区")
    assert area_of(one_desk, "aki") == "hz-tsukimi"


def test_a_shared_location_shows_the_nearest_windows_and_is_not_kept(one_desk: Chat) -> None:
    answer = one_desk.does("aki", "location", latitude=32.669, longitude=133.919, address="秘密の住所")
    assert "朝凪" in answer
    assert area_of(one_desk, "aki") == "hz-asanagi-sho"
    assert all("秘密" not in m.text and "32.6" not in m.text for m in one_desk.messages("aki"))


def test_a_place_outside_is_said_to_be_outside_and_the_default_is_named(one_desk: Chat) -> None:
    answer = one_desk.does("aki", "location", latitude=43.06, longitude=141.35)
    assert "外のようです" in answer
    assert one_desk.profile.default.name in answer


def test_near_windows_are_asked_for_and_found(one_desk: Chat) -> None:
    assert "どのあたりにお住まいですか" in one_desk.say("aki", "近くの窓口")
    assert "緑丘" in one_desk.say("aki", "緑丘小のそば")
    assert one_desk.consultations() == ()
    assert "緑丘" in one_desk.say("aki", "近くの窓口")


def test_s22_the_same_desk_serves_every_town_by_its_profile_alone(sqlite_database: Database) -> None:
    seen = set()
    for slug in ("kochi", "komae", "mimasaka", "nanbu"):
        town = open_desk(sqlite_database, slug)
        town.say("aki", "ああああ")
        default = town.profile.default.name
        assert default in town.say("aki", "ああああ")
        assert town.profile.municipality.name in town.does("aki", "follow")
        assert len(town.consultations()) == 1
        assert town.say("aki", "介護のことで相談したい")
        assert "119" in town.say("ben", "母が倒れて返事をしません")
        seen.add(default)
    assert len(seen) == 4
