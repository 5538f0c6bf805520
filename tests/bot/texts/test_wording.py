"""What the sentences may and may not say: short, plain, true about who reads, empty of content where it matters."""

import re

import pytest

from bot.line.units import graphemes
from bot.texts import load_texts
from bot.texts.reading import LANGUAGES
from routing.decision import Smalltalk
from routing.urgency import Danger, Level
from tests.bot.texts.usage import FILES, asked_for, fits, mentioned

TEXTS = load_texts()
KEYS = tuple(TEXTS.keys())
RESIDENT = tuple(key for key in KEYS if key.startswith("resident."))
STAFF = tuple(key for key in KEYS if key.startswith(("alert.", "digest.")))

# Words of the office that a resident need not know; each stands only with its meaning in brackets right behind it.
OFFICE_WORDS = (
    "民生委員", "児童委員", "地域包括支援センター", "社会福祉協議会", "社協", "包括", "生活困窮",
    "在留資格", "宿直", "開示請求", "権利擁護", "受理", "該当", "支援会議", "通報", "担当課", "所管",
    "申請", "相談記録", "同意", "つなぎ先", "つなぎ戻し", "圏域", "アウトリーチ", "コーディネーター",
    "推進員", "窓口職員", "様式", "要件", "措置", "対象者", "当該", "交付", "届出", "虐待", "配偶者",
    "安否確認", "認定窓口", "重層的", "ケアマネ", "提供", "実施", "関係機関", "困難事例", "ニーズ",
    "緊急連絡先", "適切",
)  # fmt: skip

# Whoever says one of these says that a person reads, knows or answers.
SOMEBODY_READS = re.compile(
    r"職員(が|も|に|は|だけ)|当番|担当(者)?(が|に|へ)|(読み|お返事し|確認し|連絡し|ご連絡し|折り返し)ます|伝えておき|知らせを|お待ちください"
)
TRUE_WITHOUT_ANYBODY = {
    # These say that nobody reads, or who reads when somebody does, or are said by a person who is there.
    "resident.hello.readers_nobody",
    "resident.reads.nobody",
    "resident.reads.nobody_unknown",
    "resident.person.requested_closed",
    "resident.person.requested_nobody",
    "resident.follow_up.next_nobody",
    "resident.handover.nobody",
    "resident.handover.nobody_unknown",
}

# Keys that stand ready for use cases to come.
AHEAD = (
    "resident.follow_up.",
    "resident.coordinator.",
    "resident.safety.",
    "resident.quiet.",
    "resident.long.",
    "resident.handover.",
    "resident.consent.",
    "resident.matter.",
    "resident.answer.",
    "resident.ask.",
    "resident.card.",
    "resident.person.",
    "resident.menu.",
    "alert.operator.",
    "alert.mail.",
    *(f"{language}." for language in LANGUAGES),
)


@pytest.mark.parametrize("key", RESIDENT)
def test_a_sentence_fits_one_look(key: str) -> None:
    longest = dict.fromkeys(TEXTS.fields(key), "あ" * 12)
    assert graphemes(TEXTS.say(key, **longest)) <= 200


@pytest.mark.parametrize("key", RESIDENT)
def test_no_office_word_stands_without_its_meaning(key: str) -> None:
    said = TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "X"))
    unexplained = [word for word in OFFICE_WORDS if re.search(rf"{word}(?!（)", said)]
    assert not unexplained


@pytest.mark.parametrize("key", RESIDENT)
def test_with_nobody_on_duty_no_sentence_says_that_somebody_reads(key: str) -> None:
    if "on_duty" in key or key.startswith("resident.coordinator.") or key in TRUE_WITHOUT_ANYBODY:
        return
    said = TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "X"))
    assert not SOMEBODY_READS.search(said)


@pytest.mark.parametrize("key", [key for key in RESIDENT if "on_duty" in key])
def test_what_is_only_true_on_duty_would_be_found_elsewhere(key: str) -> None:
    assert SOMEBODY_READS.search(TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "X")))


@pytest.mark.parametrize("key", sorted(TRUE_WITHOUT_ANYBODY))
def test_where_nobody_reads_it_is_said(key: str) -> None:
    said = TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "X"))
    assert re.search(r"いまは.*(職員が読んでいません|職員がいません|職員が決まっていません)", said)


@pytest.mark.parametrize(
    "key", [key for key in KEYS if ".button." in key or key.startswith("resident.menu.")]
)
def test_what_stands_on_a_button_is_short(key: str) -> None:
    if key in {"resident.menu.consult", "resident.menu.telephone"} or ".button." in key:
        assert graphemes(TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "0120-000-000"))) <= 20


@pytest.mark.parametrize("danger", list(Danger))
def test_every_kind_of_danger_has_a_calm_sentence(danger: Danger) -> None:
    said = TEXTS.say(f"resident.danger.{danger}")
    assert graphemes(said) <= 90
    assert "！" not in said


def test_what_is_said_of_another_persons_danger_belongs_to_a_known_kind() -> None:
    kinds = {key.rpartition(".")[2] for key in RESIDENT if key.startswith("resident.danger_other.")}
    assert kinds <= set(Danger)


@pytest.mark.parametrize("kind", list(Smalltalk))
def test_every_kind_of_small_talk_has_an_answer(kind: Smalltalk) -> None:
    assert TEXTS.has(f"resident.contact.{kind}")


@pytest.mark.parametrize("key", RESIDENT)
def test_only_the_two_numbers_that_never_change_stand_in_a_sentence(key: str) -> None:
    numbers = re.findall(r"[0-9#][0-9\-]{2,}", TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "X")))
    assert set(numbers) <= {"110", "119"} or key == "resident.consent.version"


def test_what_a_lock_screen_shows_of_violence_says_nothing_of_it() -> None:
    assert TEXTS.say("resident.safety.neutral") == "お返事があります"


def test_the_greeting_says_everything_it_must() -> None:
    hello = "".join(
        TEXTS.say(f"resident.hello.{part}", town="町", telephone="0999-00-1000", hours="平日8:30から17:15")
        for part in ("what", "privacy", "readers_on_duty", "not_emergency", "telephone", "erase")
    )
    for said in (
        "お名前は書かなくて大丈夫",
        "ご相談にこたえるためだけ",
        "命があぶないとき",
        "119",
        "110",
        "在留資格",
        "消して",
        "0999-00-1000",
    ):
        assert said in hello


def test_erasure_is_confirmed_with_the_same_truth_for_everybody() -> None:
    # How long the record stays is the same for a whole municipality; nothing of the person is in the sentence.
    assert TEXTS.fields("resident.privacy.erase_done") == {"kept"}
    for kept in ("", TEXTS.say("resident.privacy.kept_years", years=5)):
        said = TEXTS.say("resident.privacy.erase_done", kept=kept)
        assert f"職員の記録は、決まりの期間残ります{kept}。" in said


CONTENT_FREE = {
    "number", "level", "deadline", "link", "telephone", "count", "time", "text", "what", "minutes", "left", "date",
    "first", "last", "town", "areas", "name", "due",
}  # fmt: skip


@pytest.mark.parametrize("key", STAFF)
def test_alerts_and_digests_have_no_field_for_content(key: str) -> None:
    assert TEXTS.fields(key) <= CONTENT_FREE


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_name_for_staff(level: Level) -> None:
    assert TEXTS.has(f"alert.level.{level}")


@pytest.mark.parametrize(
    "key", [key for key in STAFF if key.startswith("alert.line.") and "link" in TEXTS.fields(key)]
)
def test_an_alert_can_be_used_without_clicking(key: str) -> None:
    assert {"telephone"} <= TEXTS.fields(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_numbers_hand_over_and_the_truth_about_readers(language: str) -> None:
    for name in ("name", "numbers", "heading", "handover", "alerted_on_duty", "nobody"):
        assert TEXTS.has(f"{language}.{name}")
    assert TEXTS.say("resident.button.person") in TEXTS.say(f"{language}.handover")


def test_every_text_that_the_code_asks_for_exists() -> None:
    # A pattern of a whole file stands for keys that travel as arguments; those are found where they are written.
    whole_files = {f"{name}.*" for name in FILES}
    missing = [
        f"{where}: {pattern}"
        for where, pattern in asked_for()
        if pattern not in whole_files and not any(fits(pattern, key) for key in KEYS)
    ]
    assert missing == []


def test_every_sentence_of_the_chat_is_used_or_stands_ready() -> None:
    used = mentioned() - {f"{name}.*" for name in FILES} - {"*.*"}
    unused = [key for key in (*RESIDENT, *STAFF) if not any(fits(pattern, key) for pattern in used)]
    assert [key for key in unused if not key.startswith(AHEAD)] == []


def test_the_walker_finds_a_key_on_a_known_example() -> None:
    assert any(pattern == "resident.safety.neutral" for _, pattern in asked_for())
    assert fits("danger.*", "resident.danger.fire")
    assert not fits("danger.*", "resident.danger_other.no_food")
