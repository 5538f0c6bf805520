"""つなぎ戻し: the example of 狛江市 replayed, with both owners kept and everything in order."""

from bot.desk.referral_answers import Answer, answer, hand_back
from bot.desk.referral_course import course_of
from bot.desk.referring import Given, note_given
from knowledge.destinations import DestinationId
from routing.consent import ConsentState, Ground
from routing.consultation import ConsultationState
from routing.referral import ReferralState
from storage.referrals import Referral
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import again, ask_consent, at_destination, case_of, drafted, office

CARE, CENTRE = DestinationId("H-011"), DestinationId("H-010")


def takes_it(chat: Chat, to: DestinationId) -> Referral:
    made = drafted(chat, to, summary="介護の支援を受けている方です。")
    with office(chat) as at:
        noted = note_given(at, case_of(at, chat), made, Given.PHONE, "担当の方")
    chat.clock.advance(hours=1)
    with at_destination(chat) as at:
        accepted = answer(at, case_of(at, chat), noted, Answer(ReferralState.ACCEPTED))
    chat.clock.advance(days=1)
    return accepted


def test_s30_the_elder_abuse_example_replays_and_stands_there_in_order(chat: Chat) -> None:
    chat.say("aki", "母の介護のことで相談したい")
    ask_consent(chat)
    takes_it(chat, CARE)
    ask_consent(chat, ConsentState.NOT_ASKED, ground=Ground.ELDER_ABUSE_REPORT)
    centre = takes_it(chat, CENTRE)
    with office(chat) as at:
        hand_back(at, case_of(at, chat), centre, to=CARE, reason="虐待がおさまり、役割が決まった")
    back = again(chat, centre.id)
    assert (back.handed_back_from, back.handed_back_to) == (CENTRE, CARE)
    # The care manager never let go: the case is with them again, not in the queue.
    assert chat.only().state is ConsultationState.REFERRED
    assert not chat.only().for_meeting
    with office(chat) as at:
        course = course_of(at, case_of(at, chat))
        care, body = (at.destination(id_).name for id_ in (CARE, CENTRE))
    assert [(step.body, step.state) for step in course] == [
        (care, ReferralState.NOTED),
        (care, ReferralState.ACCEPTED),
        (body, ReferralState.NOTED),
        (body, ReferralState.ACCEPTED),
        (body, ReferralState.HANDED_BACK),
    ]
    assert course[-1].back_to == care
    assert course[-1].reason == "虐待がおさまり、役割が決まった"
