"""Sheets: what may stand on one, how it goes out, and what comes back."""

from datetime import timedelta

import pytest

from bot.clock import tokyo
from bot.desk.exporting import export_rows
from bot.desk.referral_answers import Answer, answer, confirm_receipt, hand_back, report
from bot.desk.referring import Given, NotSentError, Refusal, draft, note_given, preview, send
from bot.desk.sheet_paper import Written, read_paper
from bot.desk.sheet_print import sheet_pdf
from routing.consent import ConsentState, Ground
from routing.consultation import ConsultationState, IllegalStepError, Outcome
from routing.referral import DeclineReason, ReferralState
from routing.sheet import SheetField
from storage.memo import NeedReason
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import (
    ADDRESS,
    COUNCIL,
    NAME,
    NEIGHBOUR,
    PHONE,
    SILVER,
    again,
    ask_consent,
    at_destination,
    case_of,
    drafted,
    office,
    sent,
    tell_particulars,
)
from tests.bot.test_pdf import shown

GRASS = "庭の草を刈ってくれる人をさがしています"


def test_nothing_is_sent_without_an_answer_or_a_ground(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    made = drafted(one_desk)
    with pytest.raises(NotSentError) as refused, office(one_desk) as at:
        send(at, case_of(at, one_desk), made)
    assert refused.value.why is Refusal.NOT_ASKED
    assert again(one_desk, made.id).state is ReferralState.DRAFTED
    assert one_desk.mailer.sent == []


def test_with_consent_the_sheet_has_name_and_words_and_the_mail_has_none_of_it(chat: Chat) -> None:
    chat.say("aki", GRASS)
    ask_consent(chat)
    tell_particulars(chat)
    referral = sent(chat)
    chat.work()
    fields = read_paper(referral.sheet).fields
    assert fields[SheetField.NAME] == NAME
    assert GRASS in fields[SheetField.WORDS]
    assert "本人の同意" in fields[SheetField.CONSENT]
    (mail,) = chat.mailer.sent
    assert mail.to == "tsunagi@shakyo.hoozuki.example"
    assert "/sheet/" in mail.body
    assert not [word for word in (NAME, PHONE, ADDRESS, "草", "庭") if word in mail.body + mail.subject]
    case = chat.only()
    assert case.state is ConsultationState.REFERRED
    assert case.owner == "account-hana"
    assert case.next_date is not None


def test_s12_a_refusal_leaves_category_area_urgency_and_a_summary_by_staff(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk, ConsentState.REFUSED, must_not_tell=("息子",))
    tell_particulars(one_desk)
    fields = read_paper(sent(one_desk).sheet).fields
    assert set(fields) <= {
        SheetField.NUMBER,
        SheetField.RECEIVED,
        SheetField.SENDER,
        SheetField.TELEPHONE,
        SheetField.LEVEL,
        SheetField.CATEGORY,
        SheetField.AREA,
        SheetField.SUMMARY,
        SheetField.REQUEST,
        SheetField.CONSENT,
    }
    assert not [word for word in (NAME, PHONE, ADDRESS, GRASS, "息子") if word in str(fields)]


@pytest.mark.parametrize(
    ("summary", "why"),
    [
        (f"{NAME}さんの庭です", Refusal.LEAK_PARTICULARS),
        ("連絡は０９９９（５５）０１９９へ", Refusal.LEAK_PARTICULARS),
        ("連絡は 0999-77-1234 へ", Refusal.LEAK_NUMBER),
        (f"「{GRASS}」とのことです", Refusal.LEAK_WORDS),
        ("  ", Refusal.NOTHING_SAID),
        ("あ" * 8_001, Refusal.TOO_LONG),
    ],
)
def test_without_consent_staff_cannot_write_the_person_into_the_summary(
    one_desk: Chat, summary: str, why: Refusal
) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk, ConsentState.REFUSED)
    tell_particulars(one_desk)
    with pytest.raises(NotSentError) as refused:
        drafted(one_desk, summary=summary)
    assert refused.value.why is why


def test_s44_a_field_that_is_not_listed_is_absent_and_not_blank(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    tell_particulars(one_desk)
    office_sheet, helper = sent(one_desk, COUNCIL), sent(one_desk, SILVER)
    assert SheetField.WORDS in read_paper(office_sheet.sheet).fields
    for_helper = read_paper(helper.sheet).fields
    assert SheetField.WORDS not in for_helper
    assert for_helper[SheetField.ADDRESS] == ADDRESS
    assert "words" not in helper.sheet.partition('"fields"')[2]


def test_a_neighbour_gets_no_link_and_is_noted_as_told_by_telephone(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    made = drafted(one_desk, NEIGHBOUR)
    with pytest.raises(NotSentError) as refused, office(one_desk) as at:
        send(at, case_of(at, one_desk), made)
    assert refused.value.why is Refusal.VIA_OFFICE
    with office(one_desk) as at:
        noted = note_given(at, case_of(at, one_desk), made, Given.PHONE, "福祉総務課")
    assert noted.state is ReferralState.NOTED
    with one_desk.database.reading() as tx:
        assert "福祉総務課" in tx.referrals.changes(made.id)[-1].reason
    one_desk.work()
    assert one_desk.mailer.sent == []


def test_two_clicks_send_one_sheet(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    referral = sent(one_desk)
    with pytest.raises(IllegalStepError), office(one_desk) as at:
        send(at, case_of(at, one_desk), referral)
    one_desk.work()
    assert len(one_desk.mailer.sent) == 1


def test_a_decline_brings_the_case_back_to_the_queue_with_its_reason_and_another_can_be_asked(
    chat: Chat,
) -> None:
    chat.say("aki", GRASS)
    ask_consent(chat)
    referral = sent(chat)
    with at_destination(chat) as at:
        answer(
            at,
            case_of(at, chat),
            referral,
            Answer(ReferralState.DECLINED, DeclineReason.CAPACITY, "来月なら行けます"),
        )
    chat.work()
    case = chat.only()
    assert case.state is ConsultationState.WAITING_FOR_PERSON
    assert case.next_date == chat.clock.now()
    assert again(chat, referral.id).decline_reason is DeclineReason.CAPACITY
    told = chat.heard("hana")
    assert "断られました" in told
    assert "来月" not in told
    with chat.database.reading() as tx:
        needs = tx.unmet_needs.within(
            chat.slug, first=case.received_at - timedelta(days=1), end=chat.clock.now() + timedelta(days=1)
        )
    assert [need.reason for need in needs] == [NeedReason.DECLINED]
    assert sent(chat, SILVER).state is ReferralState.SENT


def test_an_outcome_ends_the_case_where_nothing_else_is_open(chat: Chat) -> None:
    chat.say("aki", GRASS)
    ask_consent(chat)
    first, second = sent(chat, COUNCIL), sent(chat, SILVER)
    for referral in (first, second):
        with at_destination(chat) as at:
            received = confirm_receipt(at, referral)
            accepted = answer(at, case_of(at, chat), received, Answer(ReferralState.ACCEPTED))
            assert case_of(at, chat).is_open
            report(at, case_of(at, chat), accepted, Outcome.CONNECTED, "訪問しました")
    assert chat.only().state is ConsultationState.CLOSED
    assert chat.only().outcome is Outcome.CONNECTED


def test_who_could_not_be_reached_comes_back_to_a_person(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    referral = sent(one_desk)
    with at_destination(one_desk) as at:
        report(at, case_of(at, one_desk), referral, Outcome.NOT_REACHED, "")
    assert one_desk.only().state is ConsultationState.WAITING_FOR_PERSON
    assert again(one_desk, referral.id).outcome is Outcome.NOT_REACHED


def test_an_answered_sheet_is_not_answered_again(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    referral = sent(one_desk)
    with at_destination(one_desk) as at:
        answered = answer(at, case_of(at, one_desk), referral, Answer(ReferralState.ACCEPTED))
    for state in (ReferralState.DECLINED, ReferralState.ACCEPTED):
        with pytest.raises(IllegalStepError), at_destination(one_desk) as at:
            answer(at, case_of(at, one_desk), answered, Answer(state))
    assert again(one_desk, referral.id).state is ReferralState.ACCEPTED


def test_taking_consent_back_stops_what_went_out_at_once_and_its_receiver_is_told(chat: Chat) -> None:
    chat.say("aki", GRASS)
    chat.tap("aki", "ここに相談する")
    chat.tap("aki", "かわりに伝えてもらう")
    chat.tap("aki", "はい")
    referral = sent(chat)
    chat.work()
    link = chat.mailer.sent[-1].body
    token = link[link.index("/sheet/") + 7 :].split()[0]
    chat.wait(minutes=1)
    assert "やめます" in chat.say("aki", "やめる")
    assert again(chat, referral.id).state is ReferralState.STOPPED
    with chat.database.reading() as tx:
        assert tx.referrals.by_token(token, now=chat.clock.now()) is None
        assert tx.timed.waiting_for(referral.id) == ()
    assert "同意が、取り消されました" in chat.heard("hana")
    assert chat.only().state is ConsultationState.WAITING_FOR_PERSON


def test_a_legal_ground_lets_a_sheet_go_without_asking(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk, ConsentState.NOT_ASKED, ground=Ground.DANGER_TO_LIFE)
    tell_particulars(one_desk)
    fields = read_paper(sent(one_desk).sheet).fields
    assert fields[SheetField.NAME] == NAME
    assert "生命・身体の危険" in fields[SheetField.CONSENT]


def test_of_a_notice_of_abuse_no_word_and_no_particular_of_the_notifier_stands_on_the_sheet(
    one_desk: Chat,
) -> None:
    said = "隣の家のお年寄りが、息子さんに毎日なぐられています"
    one_desk.say("ben", said)
    case = one_desk.only()
    with office(one_desk) as at:
        at.tx.consultations.set_notifier(case.id, f"{NAME} {PHONE} 隣の203号室")
    tell_particulars(one_desk)
    ask_consent(one_desk, ConsentState.NOT_ASKED, ground=Ground.ELDER_ABUSE_REPORT)
    with pytest.raises(NotSentError) as refused:
        drafted(one_desk, summary=f"{NAME}さんから通報がありました")
    assert refused.value.why is Refusal.LEAK_NOTIFIER
    referral = sent(one_desk)
    fields = read_paper(referral.sheet).fields
    with office(one_desk) as at:
        printed = "".join(shown(sheet_pdf(at, case_of(at, one_desk), referral)))
        disclosed = str(
            list(export_rows(at.tx, one_desk.slug, first=None, last=None, zone_moment=tokyo(at.now)))
        )
    assert "高齢者虐待防止法7条" in printed
    told = str(fields) + printed + disclosed
    assert not [word for word in (NAME, PHONE, ADDRESS, "203", said) if word in told]
    assert "高齢者虐待防止法7条" in fields[SheetField.CONSENT]


def test_the_preview_of_a_draft_is_what_would_go_out(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    tell_particulars(one_desk)
    made = drafted(one_desk)
    with office(one_desk) as at:
        assert SheetField.NAME not in preview(at, case_of(at, one_desk), made)
    ask_consent(one_desk)
    with office(one_desk) as at:
        assert preview(at, case_of(at, one_desk), made)[SheetField.NAME] == NAME


def test_what_staff_leave_out_does_not_go(one_desk: Chat) -> None:
    one_desk.say("aki", GRASS)
    ask_consent(one_desk)
    tell_particulars(one_desk)
    left = frozenset({SheetField.ADDRESS})
    with office(one_desk) as at:
        made = draft(at, case_of(at, one_desk), COUNCIL, Written("庭のことです。", left_out=left))
        fields = preview(at, case_of(at, one_desk), made)
    assert SheetField.ADDRESS not in fields
    assert SheetField.NAME in fields


def test_when_nothing_comes_the_receiver_is_reminded_and_then_the_coordinators_hear_of_it(chat: Chat) -> None:
    chat.say("aki", GRASS)
    ask_consent(chat)
    referral = sent(chat)
    chat.wait(days=6)
    assert [mail.subject for mail in chat.mailer.sent] == [
        "つなぎシートが届いています（ほおずき市の相談窓口）",
        "つなぎシートのお返事をお待ちしています（ほおずき市の相談窓口）",
    ]
    chat.wait(days=3)
    assert chat.only().state is ConsultationState.WAITING_FOR_PERSON
    assert "返事がありません" in chat.heard("hana")
    assert again(chat, referral.id).state is ReferralState.SENT


def test_s30_a_second_hand_back_marks_the_case_for_the_next_meeting(chat: Chat) -> None:
    chat.say("aki", GRASS)
    ask_consent(chat)
    for count, to in enumerate((COUNCIL, SILVER), start=1):
        referral = sent(chat, to)
        with at_destination(chat) as at:
            accepted = answer(at, case_of(at, chat), referral, Answer(ReferralState.ACCEPTED))
            hand_back(at, case_of(at, chat), accepted, reason="ご本人が会いたがらない")
        back = again(chat, referral.id)
        assert (back.handed_back_from, back.handed_back_to) == (to, "account-hana")
        assert chat.only().for_meeting is (count == 2)
        assert chat.only().state is ConsultationState.WAITING_FOR_PERSON
