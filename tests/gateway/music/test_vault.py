"""Tokens at rest are of no use without the key, to nobody else, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.music.vault import SealError, Vault

KEY = "a key that only tests know"


@given(st.binary(), st.text())
def test_what_was_sealed_is_opened_for_its_owner(content: bytes, owner: str) -> None:
    vault = Vault(KEY)
    assert vault.open(vault.seal(content, owner), owner) == content


def test_what_is_sealed_shows_nothing_and_never_looks_the_same() -> None:
    vault = Vault(KEY)
    one, other = vault.seal(b"refresh-token", "ann"), vault.seal(b"refresh-token", "ann")
    assert b"refresh" not in one
    assert one != other


def test_another_key_or_another_owner_opens_nothing() -> None:
    sealed = Vault(KEY).seal(b"refresh-token", "ann")
    with pytest.raises(SealError, match="another secret key"):
        Vault(KEY + "!").open(sealed, "ann")
    with pytest.raises(SealError):
        Vault(KEY).open(sealed, "bob")


@given(st.data())
def test_a_changed_byte_is_noticed(data: st.DataObject) -> None:
    vault = Vault(KEY)
    sealed = bytearray(vault.seal(b"refresh-token", "ann"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        vault.open(bytes(sealed), "ann")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + b"x" * 40, b"\x01" + b"x" * 12])
def test_what_is_no_seal_is_one_clear_error(sealed: bytes) -> None:
    with pytest.raises(SealError, match="log in again"):
        Vault(KEY).open(sealed, "ann")
