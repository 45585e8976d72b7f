"""What finance shows to others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """What this room is for, and the nouns that will live in it."""

    owns: str
    nouns: tuple[str, ...]
