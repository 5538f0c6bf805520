"""Rich menus: made, pictured, linked, switched."""

import struct
from typing import Any

import pytest

from bot.simulator.client import SimulatorClient
from bot.simulator.limits_rich_menu import require_valid_menu, require_valid_picture
from bot.simulator.pictures import sample_photo
from bot.simulator.refusals import Refused
from tests.bot.simulator.conftest import LineApi, RecordingBot

PNG = {"Content-Type": "image/png"}
PICTURE = sample_photo(800, 270)


def menu(**more: object) -> dict[str, Any]:
    area = {
        "bounds": {"x": 0, "y": 0, "width": 400, "height": 270},
        "action": {"type": "message", "label": "相談", "text": "相談する"},
    }
    switch = {
        "bounds": {"x": 400, "y": 0, "width": 400, "height": 270},
        "action": {"type": "richmenuswitch", "label": "つぎ", "richMenuAliasId": "next", "data": "page=2"},
    }
    size = {"width": 800, "height": 270}
    usual = {
        "size": size,
        "selected": True,
        "name": "menu",
        "chatBarText": "メニュー",
        "areas": [area, switch],
    }
    return {**usual, **more}


def made(line: LineApi, *, picture: bool = True) -> str:
    menu_id = str(line.call("POST", "/v2/bot/richmenu", menu()).json["richMenuId"])
    if picture:
        path = f"/v2/bot/richmenu/{menu_id}/content"
        assert line.call("POST", path, raw=PICTURE, headers=PNG).status == 200
    return menu_id


def area_at(**bounds: int) -> dict[str, object]:
    return {"bounds": bounds, "action": {"type": "message", "text": "a"}}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"size": {"width": 799, "height": 300}}, "size"),
        ({"size": {"width": 2501, "height": 300}}, "size"),
        ({"size": {"width": 800, "height": 249}}, "size"),
        ({"size": {"width": 800, "height": 552}}, "size"),
        ({"name": "a" * 301}, "richmenu.name"),
        ({"chatBarText": "あ" * 15}, "richmenu.chatBarText"),
        ({"selected": None}, "richmenu.selected"),
        ({"areas": [area_at(x=0, y=0, width=1, height=1)] * 21}, "areas"),
        ({"areas": [area_at(x=700, y=0, width=101, height=1)]}, "areas[0].bounds"),
        ({"areas": [area_at(x=0, y=0)]}, "areas[0].bounds"),
    ],
)
def test_a_menu_that_line_refuses_is_named(changes: dict[str, object], place: str) -> None:
    require_valid_menu(menu())
    with pytest.raises(Refused) as refused:
        require_valid_menu(menu(**changes))
    assert place in [problem.property for problem in refused.value.problems]


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" * 20


def test_a_picture_must_be_of_the_menus_size_and_at_most_a_megabyte() -> None:
    require_valid_picture(PICTURE, menu())
    require_valid_picture(jpeg(800, 270), menu())
    for wrong, status in (
        (sample_photo(400, 100), 400),
        (b"GIF89a", 400),
        (PICTURE + b"\x00" * 1_000_000, 413),
    ):
        with pytest.raises(Refused) as refused:
            require_valid_picture(wrong, menu())
        assert refused.value.status == status


def test_a_menu_shows_only_once_it_has_a_picture(line: LineApi, phones: SimulatorClient) -> None:
    bare, full = made(line, picture=False), made(line)
    user = phones.user_id("resident_a")
    assert line.call("POST", f"/v2/bot/user/{user}/richmenu/{bare}").status == 400
    assert line.call("POST", f"/v2/bot/user/{user}/richmenu/{full}").status == 200
    shown = phones.chat("resident_a")["rich_menu"]
    assert isinstance(shown, dict)
    assert shown["id"] == full
    assert line.call("POST", f"/v2/bot/user/{user}/richmenu/richmenu-0").status == 404


def test_a_picture_is_given_back_and_never_replaced(line: LineApi) -> None:
    path = f"/v2/bot/richmenu/{made(line)}/content"
    assert line.call("GET", path).data == PICTURE
    assert line.call("POST", path, raw=PICTURE, headers=PNG).status == 400
    assert line.call("POST", path, raw=PICTURE, headers={"Content-Type": "image/gif"}).status == 415


def test_a_persons_own_menu_goes_before_the_default(line: LineApi, phones: SimulatorClient) -> None:
    default, own, user = made(line), made(line), phones.user_id("resident_a")
    line.call("POST", f"/v2/bot/user/all/richmenu/{default}")
    line.call("POST", f"/v2/bot/user/{user}/richmenu/{own}")
    assert line.call("GET", "/v2/bot/user/all/richmenu").json == {"richMenuId": default}
    assert line.call("GET", f"/v2/bot/user/{user}/richmenu").json == {"richMenuId": own}
    line.call("DELETE", f"/v2/bot/user/{user}/richmenu")
    shown = phones.chat("resident_a")["rich_menu"]
    assert isinstance(shown, dict)
    assert shown["id"] == default
    line.call("DELETE", "/v2/bot/user/all/richmenu")
    assert line.call("GET", "/v2/bot/user/all/richmenu").status == 404


def test_linking_a_stranger_answers_200_without_effect(line: LineApi, phones: SimulatorClient) -> None:
    users = [phones.user_id("stranger"), phones.user_id("resident_b")]
    body = {"richMenuId": made(line), "userIds": users}
    assert line.call("POST", "/v2/bot/richmenu/bulk/link", body).status == 202
    assert line.call("GET", f"/v2/bot/user/{users[0]}/richmenu").status == 404
    assert line.call("GET", f"/v2/bot/user/{users[1]}/richmenu").status == 200
    assert line.call("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": users}).status == 202
    assert line.call("GET", f"/v2/bot/user/{users[1]}/richmenu").status == 404
    assert line.call("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": users * 251}).status == 400


def test_aliases_are_made_moved_listed_and_removed(line: LineApi) -> None:
    first, second = made(line), made(line)
    alias = {"richMenuAliasId": "next", "richMenuId": first}
    assert line.call("POST", "/v2/bot/richmenu/alias", alias).status == 200
    assert line.call("POST", "/v2/bot/richmenu/alias", alias).status == 400
    assert line.call("POST", "/v2/bot/richmenu/alias/next", {"richMenuId": second}).status == 200
    assert line.call("GET", "/v2/bot/richmenu/alias/next").json["richMenuId"] == second
    assert line.call("GET", "/v2/bot/richmenu/alias/list").json == {
        "aliases": [{**alias, "richMenuId": second}]
    }
    assert line.call("DELETE", "/v2/bot/richmenu/alias/next").status == 200
    assert line.call("GET", "/v2/bot/richmenu/alias/next").status == 404
    wrong = {"richMenuAliasId": "NEXT!", "richMenuId": first}
    assert line.call("POST", "/v2/bot/richmenu/alias", wrong).status == 400


def test_a_tap_on_the_menu_writes_or_switches(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    first, second, user = made(line), made(line), phones.user_id("resident_a")
    line.call("POST", f"/v2/bot/user/{user}/richmenu/{first}")
    phones.tap("resident_a", "つぎ")
    line.call("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "next", "richMenuId": second})
    phones.tap("resident_a", "つぎ")
    phones.tap("resident_a", "相談")
    statuses = [event["postback"]["params"]["status"] for event in bot.events[:2]]  # type: ignore[index]
    assert statuses == ["RICHMENU_ALIAS_ID_NOTFOUND", "SUCCESS"]
    assert bot.events[2]["type"] == "message"
    assert line.call("GET", f"/v2/bot/user/{user}/richmenu").json == {"richMenuId": second}


def test_a_deleted_menu_is_shown_to_nobody(line: LineApi, phones: SimulatorClient) -> None:
    menu_id = made(line)
    line.call("POST", f"/v2/bot/user/all/richmenu/{menu_id}")
    assert len(line.call("GET", "/v2/bot/richmenu/list").json["richmenus"]) == 1  # type: ignore[arg-type]
    assert line.call("DELETE", f"/v2/bot/richmenu/{menu_id}").status == 200
    assert line.call("GET", f"/v2/bot/richmenu/{menu_id}").status == 404
    assert phones.chat("resident_a")["rich_menu"] is None


def test_only_a_hundred_menus_an_hour_can_be_made(line: LineApi, phones: SimulatorClient) -> None:
    statuses = [line.call("POST", "/v2/bot/richmenu", {}).status for _ in range(101)]
    assert statuses == [400] * 100 + [429]
    phones.advance(36)
    assert line.call("POST", "/v2/bot/richmenu", menu()).status == 200
