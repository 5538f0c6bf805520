"""One story over real HTTP: a resident asks and picks, danger alerts a coordinator, a digest comes."""

import json
from pathlib import Path

from routing.alert import AlertState
from routing.consultation import ChosenBy
from storage.database import Database
from tests.journeys.town import running_town


def test_a_worry_is_answered_picked_and_reported_and_danger_reaches_a_coordinator(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        town.line.say("resident_a", "寝室の電球が切れて困っています。だれに相談したらいいかわかりません")
        said = town.line.wait_for("resident_a", "民生委員")
        assert len(said) >= 1

        town.line.tap("resident_a", "ここに相談する")
        town.line.wait_for("resident_a", "民生委員（みんせいいいん")
        (consultation,) = town.consultations()
        assert consultation.chosen_by is ChosenBy.USER

        town.line.say("resident_b", "隣のおじいさんが三日も姿を見せません。新聞もたまっています")
        town.line.wait_for("resident_b", "110")
        alerts = town.line.wait_for("coordinator_a", "相談 2番")
        assert all("新聞" not in words and "おじいさん" not in words for words in alerts)

        town.line.tap("coordinator_a", "確認しました")
        town.line.wait_for("coordinator_a", "番を確認しました")
        with database.reading() as tx:
            (alert,) = tx.alerts.open_of(town.slug)
        assert alert.state is AlertState.ACKNOWLEDGED

        town.clock.advance(days=1)
        digest = town.line.wait_for("coordinator_b", "相談まとめ", timeout=45)
        assert any("新しい相談 2件" in words for words in digest)
        whole = json.dumps(digest, ensure_ascii=False)
        assert "電球" not in whole
        assert {mail.subject for mail in town.mail.caught()} >= {"【至急（今日中）】相談 2番"}
