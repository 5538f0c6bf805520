import pytest

from routing.decision import DecisionKind, PrivacyRequest, Smalltalk
from routing.intents import IntentError, parse_intents
from tests.routing.judges import asked

SMALLTALK = [
    ("ありがとう、助かったよ", Smalltalk.THANKS),
    ("昨日はどうもありがとうございました", Smalltalk.THANKS),
    ("おかげさまで話ができました", Smalltalk.THANKS),
    ("おおきに", Smalltalk.THANKS),
    ("こんにちは", Smalltalk.GREETING),
    ("おはようございます！！", Smalltalk.GREETING),
    ("はい、わかりました", Smalltalk.ACKNOWLEDGE),
    ("おっけー", Smalltalk.ACKNOWLEDGE),
    ("ヘルプ", Smalltalk.HELP),
    ("使い方を教えて", Smalltalk.HELP),
    ("あなたは人間ですか", Smalltalk.ABOUT_BOT),
    ("そちらはAIなの？", Smalltalk.ABOUT_BOT),
    ("今日は暑いですね", Smalltalk.OTHER),
    ("👏👏", Smalltalk.OTHER),
]


@pytest.mark.parametrize(("text", "kind"), SMALLTALK)
def test_mere_contact_is_small_talk_of_its_kind(text: str, kind: Smalltalk) -> None:
    decision = asked("kochi", text)
    assert (decision.kind, decision.smalltalk) == (DecisionKind.SMALLTALK, kind)
    assert not decision.candidates


@pytest.mark.parametrize(
    "text",
    [
        "職員の方とお話しできますか",
        "ロボットやのうて人がえい",
        "電話で相談させてください",
        "折り返し電話がほしいです",
        "だれか人間に代わって",
        "オペレーターお願いします",
    ],
)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert asked("kochi", text).kind is DecisionKind.PERSON


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("送った写真を削除してください", PrivacyRequest.ERASE),
        ("さっき書いたことを取り消したい", PrivacyRequest.ERASE),
        ("わたしの記録を見せてください", PrivacyRequest.SHOW),
        ("ここに書いた話は家族に知られませんか", PrivacyRequest.QUESTION),
        ("名前を言わなくても相談できますか", PrivacyRequest.QUESTION),
    ],
)
def test_requests_about_ones_own_data_are_privacy(text: str, request_: PrivacyRequest) -> None:
    decision = asked("kochi", text)
    assert (decision.kind, decision.privacy) == (DecisionKind.PRIVACY, request_)


@pytest.mark.parametrize(
    "text",
    [
        "申請した結果はいつ届きますか",
        "紹介されて行ったら閉まっていました",
        "この薬とお酒を一緒に飲んでも大丈夫ですか",
        "借用書にサインしても大丈夫でしょうか",
        "もうつかれた",
        "なんだかなあ",
        "Is there anyone who speaks English?",
        "日本語がすこししかわかりません",
        "パスポートを取りたい",
        "必ず儲かる副業のご案内です。今すぐ登録",
    ],
)
def test_what_no_desk_may_judge_goes_to_a_person(text: str) -> None:
    assert asked("komae", text).kind in {DecisionKind.HANDOVER, DecisionKind.ASK}


@pytest.mark.parametrize(
    "text",
    [
        "ありがとうございます。それと、庭の草取りも頼みたいです",
        "暑くてエアコンが壊れて困っています",
        "電気を消し忘れる母の物忘れが心配です",
        "話し相手がほしいです",
        "人前で話すのが苦手で仕事が続きません",
        "おはようございます。電球が切れました",
    ],
)
def test_a_worry_is_not_taken_for_contact(text: str) -> None:
    decision = asked("kochi", text)
    assert decision.kind in {DecisionKind.ANSWER, DecisionKind.CHOOSE, DecisionKind.ASK}
    assert decision.candidates


def test_an_intent_that_cannot_be_used_is_named() -> None:
    broken = '[[intent]]\nid = "odd"\ndecision = "smalltalk"\nbecause = "x"\npatterns = ["("]\n'
    with pytest.raises(IntentError, match="odd"):
        parse_intents(broken)
