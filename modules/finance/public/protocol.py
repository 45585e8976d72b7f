"""What other modules may ask of finance."""

from __future__ import annotations

from typing import Protocol


class Finance(Protocol):
    """The façade of finance. Its use cases arrive with the first sub-domain that is built here."""

    @property
    def owns(self) -> str:
        """What this module is responsible for, in one sentence."""
        ...
