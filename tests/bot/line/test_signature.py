import pytest

from bot.line.signature import genuine, sign

BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_official_example_of_line_verifies() -> None:
    assert sign(BODY, SECRET) == SIGNATURE
    assert genuine(BODY, SIGNATURE, (SECRET,))


def test_old_and_new_secret_count_while_it_is_changed() -> None:
    assert genuine(BODY, SIGNATURE, ("new", SECRET))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "x",
        SIGNATURE + ", " + SIGNATURE,
        SIGNATURE + "," + SIGNATURE,
        SIGNATURE.lower(),
        " " + SIGNATURE,
        "電球",
        "\udce9",
    ],
)
def test_anything_else_is_refused(signature: str) -> None:
    assert not genuine(BODY, signature, (SECRET,))


def test_one_changed_byte_is_refused() -> None:
    assert not genuine(BODY + b" ", SIGNATURE, (SECRET,))


def test_nobody_can_sign_with_an_empty_secret() -> None:
    assert not genuine(BODY, sign(BODY, ""), ("", SECRET))
    assert not genuine(BODY, sign(BODY, ""), ())
