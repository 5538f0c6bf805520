import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import Key, KeyRing, new_keys, with_new_data_key
from storage.sealing import SealError, Sealing

RING = new_keys()
SEALING = Sealing(RING)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_a_sealed_value_opens_in_its_place_and_shows_nothing(plain: bytes, place: str) -> None:
    sealed = SEALING.seal(plain, place)
    assert SEALING.open(sealed, place) == plain
    assert SEALING.seal(plain, place) != sealed
    if len(plain) > 3:
        assert plain not in sealed


@given(st.binary(max_size=80), st.integers(min_value=0))
def test_a_changed_value_does_not_open(plain: bytes, position: int) -> None:
    sealed = bytearray(SEALING.seal(plain, "messages.text/1"))
    sealed[position % len(sealed)] ^= 1
    with pytest.raises(SealError):
        SEALING.open(bytes(sealed), "messages.text/1")


@given(st.binary(max_size=60))
def test_any_other_bytes_do_not_open(garbage: bytes) -> None:
    with pytest.raises(SealError):
        SEALING.open(garbage, "messages.text/1")


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = SEALING.seal("ひとりです".encode(), "messages.text/1")
    with pytest.raises(SealError) as refused:
        SEALING.open(sealed, "messages.text/2")
    assert "messages.text" in str(refused.value)


def test_a_value_sealed_before_a_rotation_opens_after_it_and_new_ones_use_the_new_key() -> None:
    sealed = SEALING.seal(b"old", "a.b/1")
    rotated = Sealing(with_new_data_key(RING))
    assert rotated.open(sealed, "a.b/1") == b"old"
    assert not sealed.startswith(rotated.newest_prefix)
    assert rotated.seal(b"new", "a.b/1").startswith(rotated.newest_prefix)


def test_without_its_key_a_value_does_not_open() -> None:
    sealed = SEALING.seal(b"old", "a.b/1")
    with pytest.raises(SealError, match="no key"):
        Sealing(new_keys()).open(sealed, "a.b/1")


def test_hashes_of_two_purposes_or_two_splits_differ() -> None:
    assert SEALING.hash("line-user", "town", "U1") == SEALING.hash("line-user", "town", "U1")
    assert SEALING.hash("line-user", "town", "U1") != SEALING.hash("chat", "town", "U1")
    assert SEALING.hash("line-user", "ab", "c") != SEALING.hash("line-user", "a", "bc")
    assert SEALING.hash("line-user", "town", "U1") != Sealing(new_keys()).hash("line-user", "town", "U1")


def test_a_new_data_key_leaves_hashes_alone_and_a_new_look_up_key_finds_old_ones() -> None:
    before = SEALING.hash("line-user", "town", "U1")
    assert Sealing(with_new_data_key(RING)).hash("line-user", "town", "U1") == before
    newer = Sealing(KeyRing(RING.data, (Key(2, b"n" * 32), *RING.lookup)))
    assert newer.hash("line-user", "town", "U1").startswith("2.")
    assert before in newer.hashes("line-user", "town", "U1")
