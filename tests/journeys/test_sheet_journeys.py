"""From consent to outcome over real HTTP, with the stand-in for LINE and a real mail server that keeps what it gets."""

import re
from pathlib import Path

from routing.consent import ConsentState
from routing.consultation import ConsultationState, Outcome
from routing.referral import DeclineReason, ReferralState
from storage.database import Database
from storage.referrals import Referral
from tests.journeys.town import RunningTown, running_town
from tests.journeys.web import Browser, mails_to, open_sheet

COUNCIL, SILVER = "tsunagi@shakyo.hoozuki.example", "tsunagi@silver.hoozuki.example"
GRASS = "庭の草を刈ってくれる人をさがしています"
SUMMARY = "庭の手入れを頼みたい方です。"


def referrals(town: RunningTown, place: int = 0) -> tuple[Referral, ...]:
    with town.database.reading() as tx:
        return tx.referrals.of_consultation(town.consultations()[place].id)


def agree(town: RunningTown, person: str = "resident_a") -> None:
    town.line.say(person, GRASS)
    town.line.wait_for(person, "シルバー", timeout=30)
    town.line.tap(person, "ここに相談する")
    town.line.wait_for(person, "ご自分で電話しますか")
    town.line.tap(person, "かわりに伝えてもらう")
    town.line.wait_for(person, "伝えてよいですか")
    town.line.tap(person, "はい")
    town.line.wait_for(person, "書きとめました")


def send_sheet(coordinator: Browser, number: int, destination: str, summary: str = SUMMARY) -> str:
    coordinator.get(f"/console/consultations/{number}/referrals")
    page = coordinator.post(
        f"/console/consultations/{number}/referrals", destination=destination, summary=summary
    )
    found = re.search(r"/referrals/([0-9a-f-]{36})", page.url)
    assert found is not None, page.said
    page = coordinator.post(f"/console/consultations/{number}/referrals/{found.group(1)}/send")
    assert "送りました" in page.said
    return found.group(1)


def test_a_declined_sheet_comes_back_and_another_destination_takes_it_to_its_outcome(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        agree(town)
        coordinator = Browser(town)
        coordinator.sign_in("hana")
        send_sheet(coordinator, 1, "H-001")

        council, path = open_sheet(town, COUNCIL)
        assert council.page is not None
        assert GRASS in council.page.said
        page = council.post(f"{path}/answer", answer="declined", reason="capacity", note="来月なら行けます")
        assert "お返事を送り元に知らせました" in page.said
        town.line.wait_for("coordinator_a", "断られました")
        (first,) = referrals(town)
        assert (first.state, first.decline_reason) == (ReferralState.DECLINED, DeclineReason.CAPACITY)
        assert town.consultations()[0].state is ConsultationState.WAITING_FOR_PERSON
        assert "来月なら行けます" in coordinator.get("/console/consultations/1/referrals").said

        send_sheet(coordinator, 1, "H-002")
        silver, path = open_sheet(town, SILVER)
        silver.post(f"{path}/receive")
        silver.post(f"{path}/answer", answer="accepted", note="あす電話します")
        page = silver.post(f"{path}/report", outcome="connected", note="草刈りをしました")
        assert "結果を送り元に知らせました" in page.said
        (case,) = town.consultations()
        assert (case.state, case.outcome) == (ConsultationState.CLOSED, Outcome.CONNECTED)
        mails = "".join(mail.subject + mail.body for mail in town.mail.caught())
        assert not [word for word in ("草", "庭", "来月", "あす電話") if word in mails]


def test_taking_it_back_in_the_chat_stops_the_open_sheet(database: Database, tmp_path: Path) -> None:
    with running_town(database, tmp_path) as town:
        agree(town)
        coordinator = Browser(town)
        coordinator.sign_in("hana")
        send_sheet(coordinator, 1, "H-001")
        council, path = open_sheet(town, COUNCIL)
        assert council.page is not None
        assert GRASS in council.page.said
        town.line.say("resident_a", "やめる")
        town.line.wait_for("resident_a", "やめます")
        assert [found.state for found in referrals(town)] == [ReferralState.STOPPED]
        assert council.get(path).status == 404
        assert council.post(f"{path}/answer", answer="accepted").status == 404
        assert "取り消しました" in mails_to(town, COUNCIL, "取り消しました")[0]
        town.line.wait_for("coordinator_a", "同意が、取り消されました")


def test_a_refusal_leaves_a_sheet_without_a_person(database: Database, tmp_path: Path) -> None:
    with running_town(database, tmp_path) as town:
        town.line.say("resident_a", GRASS)
        town.line.wait_for("resident_a", "シルバー", timeout=30)
        coordinator = Browser(town)
        coordinator.sign_in("hana")
        here = "/console/consultations/1"
        coordinator.get(f"{here}/consent")
        coordinator.post(f"{here}/consent/person", writer="1", name="鈴掛ほのか", phone="0999-55-0199")
        page = coordinator.post(f"{here}/consent/answer", state="refused", how="phone", must_not_tell="息子")
        assert "答えを記録しました" in page.said
        coordinator.get(f"{here}/referrals")
        page = coordinator.post(
            f"{here}/referrals", destination="H-001", summary=f"鈴掛ほのかさん。{SUMMARY}"
        )
        assert "同意がないのに" in page.said
        assert "鈴掛ほのかさん" in page.text
        send_sheet(coordinator, 1, "H-001")
        council, path = open_sheet(town, COUNCIL)
        assert council.page is not None
        page = council.page
        assert SUMMARY in page.said
        assert not [word for word in ("鈴掛", "0999-55-0199", "息子", GRASS) if word in page.said]
        pdf = council.get(f"{path}/sheet.pdf")
        assert pdf.status == 200


def test_a_neighbours_report_alerts_asks_nobody_and_keeps_the_neighbour_out_of_everything(
    database: Database, tmp_path: Path
) -> None:
    said = "隣の家から毎晩、子どもが叩かれて泣き叫ぶ声がします。203号室の者です"
    with running_town(database, tmp_path) as town:
        town.line.say("resident_b", said)
        answer = "".join(town.line.wait_for("resident_b", "189", timeout=30))
        assert "伝えてよいですか" not in answer
        alerts = town.line.wait_for("coordinator_a", "相談 1番")
        assert all("203" not in words and "子ども" not in words for words in alerts)
        (case,) = town.consultations()
        with database.reading() as tx:
            assert tx.consents.of_consultation(case.id) == ()
        with database.transaction() as tx:
            tx.consultations.set_notifier(case.id, "203号室 鈴掛ほのか 0999-55-0199")

        coordinator = Browser(town)
        coordinator.sign_in("hana")
        here = "/console/consultations/1"
        hint = coordinator.get(f"{here}/referrals").said
        assert "児童虐待防止法6条" in hint
        assert "すぐに通告・通報しなければなりません" in hint
        coordinator.get(f"{here}/consent")
        coordinator.post(f"{here}/consent/ground", ground="child_abuse_report", reason="泣き声の通告")
        coordinator.get(f"{here}/referrals")
        page = coordinator.post(
            f"{here}/referrals", destination="H-001", summary="203号室の方から通告がありました。"
        )
        assert "通報した方がわかる言葉" in page.said
        send_sheet(
            coordinator, 1, "H-001", summary="市内の集合住宅で、子どもの泣き声が続いているとの通告です。"
        )
        council, path = open_sheet(town, COUNCIL)
        assert council.page is not None
        shown = council.page.said
        assert council.get(f"{path}/sheet.pdf").status == 200
        printed = coordinator.get(f"{here}/referrals").said
        with database.reading() as tx:
            (kept,) = tx.referrals.of_consultation(case.id)
        everywhere = shown + printed + kept.sheet + "".join(m.subject + m.body for m in town.mail.caught())
        assert not [word for word in ("203", "鈴掛", "0999-55-0199", said) if word in everywhere]
        assert kept.ground is not None
        with database.reading() as tx:
            consents = tx.consents.of_consultation(case.id)
        assert [consent.state for consent in consents] == [ConsentState.NOT_ASKED]
