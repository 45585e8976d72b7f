"""Hashing and verifying passwords, off the event loop and with a bound on how many may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHash

from kernel.errors import Unavailable
from modules.auth.passwords.domain import HASH_BYTES, ITERATIONS, LANES, MEMORY_KIB, SALT_BYTES, hash_of_nobody

P = ParamSpec("P")
R = TypeVar("R")

_THREADS = 2
_WAITING_MAX = 64


class TooManyPasswords(Unavailable):
    """More passwords are being checked than this process can bear."""

    code, title = "too_many_passwords", "Too many sign-ins at once"


class Passwords:
    """Two threads of argon2id. It releases the interpreter lock, so requests go on meanwhile."""

    def __init__(self, waiting_max: int = _WAITING_MAX) -> None:
        self._argon2 = PasswordHasher(
            memory_cost=MEMORY_KIB,
            time_cost=ITERATIONS,
            parallelism=LANES,
            hash_len=HASH_BYTES,
            salt_len=SALT_BYTES,
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._busy = 0
        self._busy_max = waiting_max + _THREADS
        self._nobody = hash_of_nobody()

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `TooManyPasswords` when too many wait already."""
        return await self._run(self._argon2.hash, password)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password belongs to the stored hash. None, for nobody, takes as long and is never right."""
        return await self._run(self._verify, password, stored or self._nobody) and stored is not None

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=True)

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (Argon2Error, InvalidHash):
            return False

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._busy >= self._busy_max:
            raise TooManyPasswords("Too many passwords are being checked. Try again in a moment.")
        self._busy += 1
        try:
            return await asyncio.wrap_future(self._threads.submit(work, *args, **kwargs))
        finally:
            self._busy -= 1
