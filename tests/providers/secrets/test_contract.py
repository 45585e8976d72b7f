"""What every way to seal secrets promises."""

from __future__ import annotations

import os

import pytest

from providers.secrets.adapters.aesgcm import AesGcmBox
from providers.secrets.port import SecretBox, SecretUnreadable


@pytest.fixture(params=[AesGcmBox])
def make(request: pytest.FixtureRequest) -> type[AesGcmBox]:
    """Each adapter in turn, made from a secret."""
    adapter: type[AesGcmBox] = request.param
    return adapter


@pytest.fixture
def box(make: type[AesGcmBox]) -> SecretBox:
    return make(b"one secret")


@pytest.mark.parametrize("plain", [b"", b"x", b"a private key " * 500, bytes(range(256))])
def test_what_is_sealed_is_opened(box: SecretBox, plain: bytes) -> None:
    sealed = box.seal(plain, "purpose")

    assert box.open(sealed, "purpose") == plain
    assert not plain or plain not in sealed[17:] or len(plain) == 1


def test_the_same_value_is_sealed_differently_each_time(box: SecretBox) -> None:
    assert len({box.seal(b"value", "purpose") for _ in range(100)}) == 100


def test_a_value_cannot_change_its_purpose(box: SecretBox) -> None:
    sealed = box.seal(b"value", "one purpose")

    with pytest.raises(SecretUnreadable):
        box.open(sealed, "another purpose")


def test_every_changed_bit_is_noticed(box: SecretBox) -> None:
    sealed = box.seal(b"value", "purpose")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1 << index % 8
        with pytest.raises(SecretUnreadable):
            box.open(bytes(changed), "purpose")
        with pytest.raises(SecretUnreadable):
            box.open(sealed[:index], "purpose")
    with pytest.raises(SecretUnreadable):
        box.open(sealed + b"\x00", "purpose")


def test_what_was_never_sealed_is_unreadable(box: SecretBox) -> None:
    for size in (0, 1, 16, 17, 33, 1000):
        with pytest.raises(SecretUnreadable):
            box.open(os.urandom(size), "purpose")


def test_another_key_opens_nothing_and_says_so(box: SecretBox, make: type[AesGcmBox]) -> None:
    other = make(b"another secret")

    with pytest.raises(SecretUnreadable, match="FIVEFOLD_SECRET_KEY"):
        other.open(box.seal(b"value", "purpose"), "purpose")
    assert make(b"one secret").open(box.seal(b"value", "purpose"), "purpose") == b"value"
