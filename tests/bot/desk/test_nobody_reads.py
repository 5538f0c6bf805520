"""With an empty rota no text says or implies that somebody reads."""

from datetime import datetime

from bot.texts import load_texts
from storage.database import Database
from tests.bot.desk.chat import Chat, employ, open_desk, words
from tests.clocks import TOKYO, StillClock

SAID = (
    "電球が切れて困っています",
    "ああああ",
    "ああああ",
    "人と話したい",
    "まだですか",
    "近所の人がごみの日を守らない。わざとだと思う",
    "夫に殴られています",
    "返信しても安全です",
    "死にたい",
    "父のことで昔つらいことがありました。虐待を受けていました",
    "支援はいらない",
    "Please help me I have no money",
    "tôi không có tiền",
    "ラーメン屋のおすすめは。",
    "ヘルプ",
    "だれが読んでいますか",
    "消して",
    "消さない",
    "ありがとう",
    "電話で話す",
    "近くの窓口",
    "朝凪",
)
# What may be said only while somebody is on duty stands under such keys; none of it may leave without.
IMPLIES = (
    "あとで読みます",
    "知らせを送ります",
    "知らせてあります",
    "読んで、伝えます",
    "届いています",
    "notified",
)


def test_with_an_empty_rota_no_outgoing_text_says_or_implies_that_somebody_reads(empty_desk: Chat) -> None:
    chat = empty_desk
    chat.does("aki", "follow")
    for number, text in enumerate(SAID):
        chat.say("aki", text)
        chat.say(f"person-{number}", text)
    for kind in ("image", "audio", "video", "file", "sticker"):
        chat.does("ben", kind)
    chat.does("ben", "location", latitude=32.669, longitude=133.919)
    chat.say("chie", "庭の草を刈ってほしい")
    for label in ("ここに相談する", "かわりに伝えてもらう", "はい"):
        chat.tap("chie", label)
    chat.wait(minutes=5)
    texts = load_texts()
    keys = [key for key in texts.keys() if "on_duty" in key]  # noqa: SIM118 - texts are no dictionary
    only_on_duty = {texts.say(key, **dict.fromkeys(texts.fields(key), "")) for key in keys}
    assert len(chat.line.sent) > 40
    for sent in chat.line.sent:
        said = words(sent.messages)
        assert not [
            line for sentence in only_on_duty for line in sentence.split("\n") if line and line in said
        ]
        assert not [word for word in IMPLIES if word in said]


def test_at_night_the_truth_is_when_somebody_reads_next_and_the_night_route(
    sqlite_database: Database,
) -> None:
    night = StillClock(datetime(2026, 11, 24, 21, 0, tzinfo=TOKYO))
    chat = open_desk(sqlite_database, clock=night)
    employ(chat, "hana", hours="mon-fri 08:30-17:15")
    answer = chat.say("aki", "人と話したい")
    assert "いまは職員が読んでいません。次は明日8:30です" in answer
    assert chat.profile.municipality.night.telephone in answer
    assert "いまは職員が読んでいません。次は明日8:30です" in chat.say("ben", "母が倒れて返事をしません")
    assert "月〜金 8:30〜17:15" in chat.does("chie", "follow")
