from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import (
    Key,
    KeyRing,
    KeysError,
    keys_from_file,
    new_keys,
    parse_keys,
    replace_key_file,
    with_new_data_key,
)

SECRETS = st.binary(min_size=32, max_size=32)


@given(data=st.lists(SECRETS, min_size=1, max_size=4), lookup=st.lists(SECRETS, min_size=1, max_size=3))
def test_what_is_written_as_a_setting_is_read_back(data: list[bytes], lookup: list[bytes]) -> None:
    ring = KeyRing(
        tuple(Key(len(data) - n, secret) for n, secret in enumerate(data)),
        tuple(Key(len(lookup) - n, secret) for n, secret in enumerate(lookup)),
    )
    assert parse_keys(ring.as_setting()) == ring
    assert parse_keys(",".join(ring.as_setting().split())) == ring


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(KeysError):
        parse_keys(text)


def test_every_problem_is_named_and_no_key_is_repeated() -> None:
    setting = new_keys().as_setting()
    secret = setting.split("\n")[0].partition(":")[2]
    with pytest.raises(KeysError) as refused:
        parse_keys(f"data-1:{secret} data-2:{secret} nonsense")
    assert "entry 3" in str(refused.value)
    assert "newest first" in str(refused.value)
    assert "no lookup key" in str(refused.value)
    assert secret not in str(refused.value)


def test_a_key_is_shown_by_no_repr() -> None:
    ring = KeyRing((Key(1, b"secret-data-key-of-thirty-two-by"),), (Key(1, b"l" * 32),))
    assert "secret" not in repr(ring).replace("secret=", "")


def test_the_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var-keys" / "data-keys"
    made = keys_from_file(path)
    assert keys_from_file(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["data-keys"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data-keys"
    keys_from_file(path)
    path.chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        keys_from_file(path)


def test_a_new_data_key_stands_first_and_leaves_the_look_ups_alone(tmp_path: Path) -> None:
    path = tmp_path / "data-keys"
    before = keys_from_file(path)
    replace_key_file(path, with_new_data_key(before))
    after = keys_from_file(path)
    assert [key.version for key in after.data] == [2, 1]
    assert after.data[1] == before.data[0]
    assert after.lookup == before.lookup
