"""What finance does for others."""

from __future__ import annotations

from typing import Protocol

from modules.finance.public.models import Scope


class Finance(Protocol):
    """The room says what belongs into it; its use cases follow with its first noun."""

    def scope(self) -> Scope:
        """What this module owns."""
        ...
