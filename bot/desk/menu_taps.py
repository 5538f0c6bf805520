"""The buttons that belong to no card: the menu, the area, erasing, and a coordinator's acknowledgement."""

from collections.abc import Callable

from bot.desk.alerting import acknowledge
from bot.desk.area_answers import learn_area, leave_area_open
from bot.desk.buttons import Tap, Tapped, write_button
from bot.desk.concern import begin_concern, set_haste
from bot.desk.contact import help_reply
from bot.desk.danger import compose_numbers
from bot.desk.erasing import ERASING, ask_before_erasing, erase_person
from bot.desk.guided import begin_guided, say_choice, skip_step
from bot.desk.handing_over import stop
from bot.desk.nearby import nearest_reply, telephone_reply
from bot.desk.reply import QuickReply, Reply, Say
from bot.desk.staff_chat import tap_command
from bot.desk.visit import Visit
from bot.desk.worry import DIFFERENT
from knowledge.areas import AreaId
from routing.alert import Alert, AlertId
from routing.urgency import Danger, Level, Triage
from storage.errors import NotThereError


def _start(visit: Visit, _: Tapped) -> None:
    """Ask what the matter is; whoever finds it hard to put in order, or worries about somebody else, is led."""
    ways = (("menu.guided", Tap.GUIDED), ("menu.concern", Tap.CONCERN))
    labels = ((visit.say(key), tap) for key, tap in ways)
    quick = tuple(QuickReply(label, write_button(tap), label) for label, tap in labels)
    visit.reply(Reply((Say(visit.say("menu.consult_prompt")),), quick))


def _different(visit: Visit, _: Tapped) -> None:
    visit.wait_for_answer(DIFFERENT)
    visit.reply_text("matter.new")


def _phone(visit: Visit, _: Tapped) -> None:
    visit.reply(telephone_reply(visit))


def _nearest(visit: Visit, _: Tapped) -> None:
    visit.reply(nearest_reply(visit))


def _danger_now(visit: Visit, _: Tapped) -> None:
    triage = Triage(level=Level.EMERGENCY, dangers=(Danger.UNKNOWN,))
    numbers = compose_numbers(visit.answering(), triage, visit.desk.registry)
    visit.reply(Reply((Say(visit.say("menu.danger_prompt")), numbers)), dangerous=True)


def _help(visit: Visit, _: Tapped) -> None:
    visit.reply(help_reply(visit))


def _area(visit: Visit, button: Tapped) -> None:
    area = visit.town.profile.areas.get(AreaId(button.value))
    if area is None:
        visit.stop_waiting()
        visit.reply_text("ask.area_unknown")
    else:
        learn_area(visit, area)


def _area_skip(visit: Visit, _: Tapped) -> None:
    leave_area_open(visit)


def _stop(visit: Visit, _: Tapped) -> None:
    stop(visit)


def _erase(visit: Visit, _: Tapped) -> None:
    ask_before_erasing(visit, ())


def _erase_confirmed(visit: Visit, _: Tapped) -> None:
    # An old button must not erase: the question has to be the one that is open.
    if visit.awaits(ERASING):
        erase_person(visit)
    else:
        ask_before_erasing(visit, ())


def _erase_cancelled(visit: Visit, _: Tapped) -> None:
    visit.stop_waiting()
    visit.reply_text("privacy.erase_kept")


def _alert(visit: Visit, id_: str) -> Alert | None:
    try:
        alert = visit.tx.alerts.get(AlertId(id_))
    except NotThereError:
        return None
    return alert if alert.municipality == visit.town.slug else None


def _acknowledge(visit: Visit, button: Tapped) -> None:
    """Acknowledge an alert, if the one who tapped is a coordinator of this municipality."""
    texts = visit.town.texts
    account = visit.tx.accounts.by_line_user(visit.town.slug, visit.origin.user)
    alert = _alert(visit, button.value)
    if account is None or not account.active or alert is None:
        visit.reply(Reply((Say(texts.say("alert.line.not_yours")),)))
        return
    key = acknowledge(visit.turn, alert, account.id)
    number = visit.tx.consultations.get(alert.consultation).number
    visit.reply(Reply((Say(texts.say(f"alert.line.{key}", number=number)),)))


ON_MENU: dict[Tap, Callable[[Visit, Tapped], None]] = {
    Tap.START: _start,
    Tap.DIFFERENT: _different,
    Tap.PHONE: _phone,
    Tap.NEAREST: _nearest,
    Tap.DANGER_NOW: _danger_now,
    Tap.HELP: _help,
    Tap.AREA: _area,
    Tap.AREA_SKIP: _area_skip,
    Tap.STOP: _stop,
    Tap.ERASE: _erase,
    Tap.ERASE_CONFIRMED: _erase_confirmed,
    Tap.ERASE_CANCELLED: _erase_cancelled,
    Tap.ACKNOWLEDGE: _acknowledge,
    Tap.GUIDED: begin_guided,
    Tap.GUIDED_SAY: say_choice,
    Tap.GUIDED_SKIP: skip_step,
    Tap.CONCERN: begin_concern,
    Tap.CONCERN_HASTE: set_haste,
    Tap.RELAY: tap_command,
}
