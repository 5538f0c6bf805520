"""The whole loop over real HTTP: from the pharmacy's counter by a sheet to its receiver, and back to the counter."""

from pathlib import Path

from routing.consultation import Channel, ConsultationState, Outcome
from storage.database import Database
from tests.journeys.test_relay_journey import Phone, link_of
from tests.journeys.test_sheet_journeys import COUNCIL, send_sheet
from tests.journeys.town import running_town
from tests.journeys.web import Browser, open_sheet

TROUBLE = "電球が切れて困っている。はしごに上がれない"


def test_s06_a_relay_becomes_a_sheet_is_accepted_and_the_window_hears_that_it_worked(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        town.line.follow("pharmacist")
        counter = Phone(town.web)
        link = link_of(town)
        _, asked = counter.open(link)
        path, form = counter.send(link, asked, consent="given")
        counter.send(f"{path}/send", form, trouble=TROUBLE)
        (case,) = town.consultations()
        assert case.channel is Channel.RELAY

        coordinator = Browser(town)
        coordinator.sign_in("hana")
        send_sheet(coordinator, case.number, "H-001", "高い所の電球の取り替えを頼みたい方です。")
        assert "連絡済" in counter.open("/relay/list")[1]

        council, sheet = open_sheet(town, COUNCIL)
        council.post(f"{sheet}/receive")
        council.post(f"{sheet}/answer", answer="accepted", note="あす伺います")
        council.post(f"{sheet}/report", outcome="connected", note="取り替えました")

        (case,) = town.consultations()
        assert (case.state, case.outcome) == (ConsultationState.CLOSED, Outcome.CONNECTED)
        _, listed = counter.open("/relay/list")
        assert "完了" in listed
        assert "つながりました" in listed
        assert not [word for word in ("電球", "あす伺います", "取り替え") if word in listed]
        mails = "".join(mail.subject + mail.body for mail in town.mail.caught())
        assert "電球" not in mails
