"""How passwords are hashed: argon2id with OWASP's second choice of parameters, about 40 ms on one core."""

from __future__ import annotations

import base64
import os

MEMORY_KIB = 19456
ITERATIONS = 2
LANES = 1
HASH_BYTES = 32
SALT_BYTES = 16


def hash_of_nobody() -> str:
    """A well-formed hash that belongs to no password, with this process's parameters.

    Verifying against it takes as long as against a real one, so an unknown address answers as slowly as a known one.
    """
    salt, digest = (base64.b64encode(os.urandom(n)).decode().rstrip("=") for n in (SALT_BYTES, HASH_BYTES))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p={LANES}${salt}${digest}"
