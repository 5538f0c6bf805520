"""The relay over real HTTP: a pharmacist asks for the link in the chat, passes a trouble on, and hears how it ended."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from html import unescape
from http.client import HTTPResponse
from pathlib import Path

from routing.alert import AlertState
from routing.consent import ConsentState
from routing.consultation import Actor, Channel, Consultation, ConsultationState, Outcome
from storage.database import Database
from storage.history import By
from tests.journeys.town import RunningTown, running_town


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Phone:
    """A phone's browser on the relay pages."""

    base: str
    cookie: str = ""

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Return where a request led to and the page there, with tags."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        request = urllib.request.Request(self.base + path, data=data, headers=headers)
        try:
            answer: HTTPResponse = urllib.request.build_opener(_Stay).open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error  # type: ignore[assignment]
        with answer:
            page, given, leads = (
                answer.read(),
                answer.headers.get("Set-Cookie"),
                answer.headers.get("Location"),
            )
        self.cookie = given.partition(";")[0] if given else self.cookie
        return self.open(leads) if leads else (path, page.decode())

    def send(self, path: str, page: str, **typed: str) -> tuple[str, str]:
        """Send the form of a page."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        return self.open(path, {**{name: unescape(value) for name, value in hidden.items()}, **typed})


def link_of(town: RunningTown) -> str:
    """Return the path of the newest link in the pharmacist's chat."""
    town.line.say("pharmacist", "つなぐ")
    town.line.wait_for("pharmacist", "リンクは1回だけ", timeout=30)
    found = re.findall(r"/relay/enter/[\w-]+", str(town.line.chat("pharmacist")))
    return str(found[-1])


def settle(town: RunningTown, case: Consultation, state: ConsultationState, outcome: Outcome | None) -> None:
    """Let a coordinator bring a case to a state."""
    now = town.clock.now()
    with town.database.transaction() as tx:
        after = replace(case, state=state, outcome=outcome, closed_at=now if outcome else None)
        tx.consultations.save(after, By(Actor.COORDINATOR, now))


def test_s06_s12_a_relay_with_consent_is_heard_of_at_the_window_until_its_outcome(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        town.line.follow("pharmacist")
        phone = Phone(town.web)
        link = link_of(town)
        _, asked = phone.open(link)
        assert "伝えてよいですか" in asked
        path, form = phone.send(link, asked, consent="given")
        path, done = phone.send(f"{path}/send", form, trouble="電球が切れて困っている。はしごに上がれない")
        assert "つなぎました" in done
        (case,) = town.consultations()
        assert case.channel is Channel.RELAY
        assert "受付済" in phone.open("/relay/list")[1]
        settle(town, case, ConsultationState.CLOSED, Outcome.CONNECTED)
        _, listed = phone.open("/relay/list")
        assert "完了" in listed
        assert "つながりました" in listed
        assert "電球" not in listed


def test_s38_a_notice_of_abuse_at_the_counter_alerts_asks_no_consent_and_hides_who_gave_it(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        town.line.follow("pharmacist")
        phone = Phone(town.web)
        link = link_of(town)
        path, form = phone.send(link, phone.open(link)[1], consent="not_asked")
        trouble = "となりの子どもが毎晩たたかれて泣いている。あざもある"
        path, done = phone.send(f"{path}/send", form, trouble=trouble, notifier="知らせ人 ごろう")
        assert "189" in done
        alerts = town.line.wait_for("coordinator_a", "相談 1番", timeout=30)
        assert "あざ" not in str(alerts)
        assert "ごろう" not in str(alerts) + done + phone.open(f"{path}/paper")[1]
        (case,) = town.consultations()
        with database.reading() as tx:
            consent = tx.consents.current(case.id)
            assert tx.consultations.notifier(case.id) == "知らせ人 ごろう"
            (alert,) = tx.alerts.open_of(town.slug)
        assert consent is not None
        assert consent.state is ConsentState.NOT_ASKED
        assert alert.state is AlertState.SENT
