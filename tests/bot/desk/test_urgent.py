"""Urgent matters in 狛江市: each is seen, alerted and given to the desk that the city names for it (S09)."""

import pytest

from routing.triage import assess, load_rules
from routing.urgency import Level
from storage.database import Database
from tests.bot.desk.chat import Chat, open_desk

SUPPORT, ELDERLY, CHILD, MONEY = "相談支援係", "地域包括支援センター", "子ども家庭支援センター", "生活支援係"

# Labelled by hand; the desk is the one 狛江市 names for the kind of danger.
URGENT = (
    ("同居の長男に母が殴られていて、顔にあざがあります", ELDERLY),
    ("隣の一人暮らしの方の姿を、もう何日も見ていません", SUPPORT),
    ("認知症の父が夕方に出たきり帰ってきません", SUPPORT),
    ("アパートの上の階で、子どもが叩かれて泣き叫んでいます", CHILD),
    ("もう死んでしまいたいです", SUPPORT),
    ("夫にお腹を蹴られました。逃げたいです", CHILD),
    ("新聞が五日分たまっていて、呼んでも返事がありません", SUPPORT),
    ("祖母が施設の職員に叩かれているようです", ELDERLY),
    ("今夜泊まるところがありません", MONEY),
    ("三日間何も食べていません。お金もありません", MONEY),
    ("元彼が家の前で待ち伏せしていて怖いです", SUPPORT),
    ("赤ちゃんを揺さぶってしまいました。ぐったりしています", CHILD),
    ("障害のある弟が、作業所で殴られています", SUPPORT),
    ("お母さんがごはんをくれない。たたかれる", CHILD),
)
NOT_URGENT = (
    "庭の草取りを頼みたい",
    "介護保険の申し込み方を知りたい",
    "息子が仕事に行かず部屋にこもっています",
    "友達がほしい。話し相手になってくれる人はいますか",
    "蛍光灯の交換を手伝ってほしい",
    "車いすを借りたい",
    "母の物忘れが増えてきました",
    "子どもの発達のことで相談したい",
    "家賃の安いところに引っ越したい",
    "保育園の空きを知りたい",
    "病院への送り迎えを頼めますか",
    "近所づきあいが苦手です",
    "ボランティアをしてみたい",
    "お弁当の配達はありますか",
    "障害者手帳の手続きを教えて",
    "税金の相談はどこですか",
    "近所の犬の鳴き声がうるさい",
    "子ども食堂に行ってみたい",
    "遺言の書き方を知りたい",
    "足腰が弱ってきたので体操に通いたい",
    "中学生の娘の勉強が心配",
    "ひとり親の手当について知りたい",
    "補聴器を使い始めたい",
    "粗大ごみを運び出せない",
    "スマホの使い方を教えてほしい",
    "住まいに手すりをつけたい",
    "夫の定年後の暮らしが不安です",
    "仕事を探しています",
    "町内会に入るか迷っています",
    "健康診断の予約をしたい",
)


def test_s09_urgent_recall_is_one_and_false_alarms_are_at_most_a_tenth() -> None:
    rules = load_rules()
    assert len(URGENT) >= 10
    assert len(URGENT) + len(NOT_URGENT) >= 40
    assert [text for text, _ in URGENT if not assess(text, rules).alert] == []
    false = [text for text in NOT_URGENT if assess(text, rules).alert]
    assert len(false) <= len(NOT_URGENT) / 10, false


@pytest.fixture
def komae(sqlite_database: Database) -> Chat:
    return open_desk(sqlite_database, "komae", on_duty=("hana",))


def test_s09_each_urgent_memo_names_the_desk_of_the_city(komae: Chat) -> None:
    wrong = []
    for number, (text, desk) in enumerate(URGENT, start=1):
        shown = komae.say(f"person-{number}", text)
        (memo,) = komae.consultations(number=number)
        with komae.database.reading() as tx:
            answer = tx.answers.latest_of(memo.id)
        assert answer is not None
        assert memo.level in {Level.EMERGENCY, Level.URGENT}
        assert memo.urgency_rule != "none"
        named = komae.destination(answer.decision.candidates[0].destination)
        if desk not in named or named not in shown:
            wrong.append((text, named))
    assert wrong == []
    assert len(komae.alerts()) == len(URGENT)


def test_the_numbers_stand_before_every_desk(komae: Chat) -> None:
    shown = komae.say("aki", "認知症の父が帰ってきません")
    assert shown.index("110") < shown.index(SUPPORT)


def test_s10_the_first_alert_is_sent_once_without_content_and_a_restart_sends_nothing(
    database: Database,
) -> None:
    chat = open_desk(database, on_duty=("hana", "sora"))
    chat.say("aki", "山田花子です。母が倒れて返事をしません")
    chat.say("aki", "早く来てください。母が倒れています")
    (alert,) = chat.sent_to("hana")
    (mail,) = chat.mailer.sent
    assert chat.sent_to("sora") == []
    for told in (chat.heard("hana"), mail.subject + mail.body):
        assert "1番" in told
        assert not [word for word in ("山田", "花子", "母", "倒れ") if word in told]
    chat.work()
    chat.wait(seconds=30)
    assert chat.sent_to("hana") == [alert]
