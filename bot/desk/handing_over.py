"""ここに相談する: "call them yourself" or "we tell them", and consent before anything is told to anybody."""

from dataclasses import replace

from bot.desk.alerting import tell_on_duty
from bot.desk.asking_back import plan_follow_up
from bot.desk.buttons import Tap
from bot.desk.contact import menu
from bot.desk.memo import for_a_person
from bot.desk.office import office_of
from bot.desk.on_card import OnCard
from bot.desk.person import call_person
from bot.desk.presence import say_nobody_reads
from bot.desk.reply import Button, LinkButton, Question, Reply, Say
from bot.desk.visit import Visit
from bot.desk.withdrawing import withdraw
from knowledge.destinations import Destination, Reach
from routing.consent import ConsentState, How, text_version
from routing.consultation import Actor, ChosenBy, Consultation, MatchStatus, Subject
from routing.duty_to_report import is_notice_of_abuse
from storage.consents import Consent, ConsentId

OF_ANOTHER = frozenset({Subject.FAMILY, Subject.THIRD_PARTY})


def choose(card: OnCard) -> None:
    """Take the pick; before a neighbour is told, ask whether that is all right."""
    destination = card.visit.town.offered(card.value)
    if destination is None:
        card.visit.reply(Reply((Say(card.visit.say("matter.old_card")),), menu(card.visit)))
        return
    consultation = _chosen(card, destination)
    if destination.reach is Reach.VIA_OFFICE:
        buttons = (
            card.on.button("yes", Tap.CHOOSE_ANYWAY, destination.id),
            card.on.button("no", Tap.WRONG, destination.id),
        )
        card.visit.reply(Reply((Question(card.visit.say("consent.neighbour"), buttons),)), consultation)
        return
    card.visit.reply(_offer(card, destination), consultation)


def choose_anyway(card: OnCard) -> None:
    """Go on with a neighbour who is reached through the office."""
    card.visit.reply(_offer(card, card.destination), card.consultation)


def _chosen(card: OnCard, destination: Destination) -> Consultation:
    visit = card.visit
    visit.tx.answers.choose(card.answer.id, destination.id, by=ChosenBy.USER, at=visit.now)
    changed = replace(
        card.consultation,
        chosen=destination.id,
        chosen_by=ChosenBy.USER,
        category=destination.category,
        match_status=MatchStatus.MATCHED,
        last_contact_at=visit.now,
    )
    plan_follow_up(visit.turn, changed)
    return visit.tx.consultations.save(changed, visit.by(Actor.RESIDENT))


def _offer(card: OnCard, destination: Destination) -> Reply:
    visit = card.visit
    phone = visit.town.telephone if destination.reach is Reach.VIA_OFFICE else destination.phone
    buttons: list[Button | LinkButton] = []
    if phone:
        buttons.append(LinkButton(visit.say("button.call_number", number=phone), f"tel:{phone}"))
    else:
        buttons.append(card.on.button("call_myself", Tap.CALL_MYSELF, destination.id))
    buttons.append(card.on.button("tell_them", Tap.TELL_THEM, destination.id))
    text = visit.say("handover.offer", destination=destination.name)
    return Reply((Question(text, tuple(buttons)),), (card.on.quick("stop", Tap.STOP),))


def call_myself(card: OnCard) -> None:
    """Say what to say on the telephone, and where the number can be asked for when we have none."""
    destination, telephone = card.destination, card.visit.town.telephone
    if destination.phone and destination.reach is not Reach.VIA_OFFICE:
        key = "handover.call_yourself"
    else:
        key = "handover.call_yourself_no_phone" if telephone else "handover.call_yourself_unknown"
    card.visit.reply_text(key, card.consultation, destination=destination.name, telephone=telephone)


def tell_them(card: OnCard) -> None:
    """Ask for consent before anything leaves; nothing is told to anybody yet.

    Who gives notice of an abuse is not asked: the law lets it be passed on, and a person does that.
    """
    visit = card.visit
    if is_notice_of_abuse(card.consultation.dangers) and card.consultation.subject in OF_ANOTHER:
        call_person(visit, (), card.consultation)
        return
    buttons = (
        card.on.button("yes", Tap.CONSENT, card.destination.id),
        card.on.button("no", Tap.REFUSE, card.destination.id),
    )
    visit.reply(Reply((Question(_consent_text(card), buttons),)), card.consultation)


def consent(card: OnCard) -> None:
    """Record the consent and put the matter into the coordinators' queue, who pass it on."""
    visit = card.visit
    current = visit.tx.consents.current(card.consultation.id)
    version = _text_version(card)
    if current is not None and (current.state, current.text_version) == (ConsentState.GIVEN, version):
        visit.reply_text("matter.already", card.consultation)
        return
    _record(visit, card.consultation, ConsentState.GIVEN, version)
    consultation = for_a_person(visit, card.consultation)
    tell_on_duty(visit.turn, consultation)
    there = visit.presence(consultation.area)
    lines = [visit.say("consent.given"), visit.say("handover.noted", destination=card.destination.name)]
    if there.somebody:
        lines.append(visit.say("handover.next_on_duty"))
    else:
        lines.append(say_nobody_reads(visit.town, there, visit.now))
    visit.reply(Reply((Say("\n".join(lines)),)), consultation)


def refuse(card: OnCard) -> None:
    """Record that nothing may be told; an earlier yes is taken back by it."""
    if _withdraw(card.visit, card.consultation):
        card.visit.reply_text("consent.withdrawn", card.consultation)
        return
    _record(card.visit, card.consultation, ConsentState.REFUSED, _text_version(card))
    card.visit.reply_text("consent.refused", card.consultation)


def stop(visit: Visit) -> None:
    """やめる: take back every consent that stands, and stop what was begun on it."""
    withdrawn = [found for found in visit.open_consultations() if _withdraw(visit, found)]
    if withdrawn:
        visit.reply_text("consent.withdrawn", withdrawn[0])
    else:
        visit.reply(Reply((Say(visit.say("contact.acknowledge")),), menu(visit)))


def _withdraw(visit: Visit, consultation: Consultation) -> bool:
    return withdraw(office_of(visit.turn, Actor.RESIDENT), consultation, how=How.CHAT)


def _consent_text(card: OnCard) -> str:
    key = "consent.ask_other" if card.consultation.subject in OF_ANOTHER else "consent.ask"
    return card.visit.say(key, destination=card.destination.name)


def _text_version(card: OnCard) -> str:
    """Return which sentence was shown, about whom, for which destination; the sentence itself is kept once."""
    visit, about = card.visit, "other" if card.consultation.subject in OF_ANOTHER else "self"
    said = _consent_text(card)
    version = text_version(f"{visit.say('consent.version')}/{about}/{card.destination.id}", said)
    visit.tx.consents.keep_text(visit.town.slug, version, said, now=visit.now)
    return version


def _record(visit: Visit, consultation: Consultation, state: ConsentState, text_version: str) -> None:
    visit.tx.consents.add(
        Consent(
            id=ConsentId(visit.new_id()),
            municipality=visit.town.slug,
            consultation=consultation.id,
            state=state,
            by=visit.by(Actor.RESIDENT),
            text_version=text_version,
            how=How.CHAT,
        )
    )
