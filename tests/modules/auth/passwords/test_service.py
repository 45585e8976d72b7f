"""Hashing passwords off the event loop."""

from __future__ import annotations

import asyncio
import time

from modules.auth.passwords.domain import ITERATIONS, MEMORY_KIB, hash_of_nobody
from modules.auth.passwords.service import Passwords, TooManyPasswords


async def test_the_right_password_is_recognized_and_no_other(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse battery")

    assert stored.startswith(f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p=1$")
    assert await passwords.verify("correct horse battery", stored) is True
    assert await passwords.verify("correct horse battery ", stored) is False
    assert await passwords.verify("", stored) is False
    assert await passwords.hash("correct horse battery") != stored


async def test_nobody_has_no_password(passwords: Passwords) -> None:
    assert await passwords.verify("anything", None) is False
    assert await passwords.verify("anything", "not a hash") is False
    assert hash_of_nobody() != hash_of_nobody()


async def test_nobody_takes_as_long_as_somebody(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse battery")

    somebody = min([await _seconds(passwords, stored) for _ in range(5)])
    nobody = min([await _seconds(passwords, None) for _ in range(5)])

    assert 0.5 < nobody / somebody < 2


async def _seconds(passwords: Passwords, stored: str | None) -> float:
    started = time.perf_counter()
    await passwords.verify("wrong", stored)
    return time.perf_counter() - started


async def test_what_nobody_can_wait_for_is_refused() -> None:
    passwords = Passwords(waiting_max=4)
    outcomes = await asyncio.gather(*(passwords.verify("x", None) for _ in range(10)), return_exceptions=True)
    passwords.close()

    refused = [outcome for outcome in outcomes if isinstance(outcome, TooManyPasswords)]
    assert len(refused) == 10 - 6
    assert outcomes.count(False) == 6


async def test_the_event_loop_goes_on_meanwhile(passwords: Passwords) -> None:
    hashing = asyncio.gather(*(passwords.hash("correct horse battery") for _ in range(6)))
    longest = 0.0
    while not hashing.done():
        started = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - started)
        await asyncio.sleep(0.001)
    await hashing

    assert longest < 0.1
