"""What other modules may ask of workflow."""

from __future__ import annotations

from typing import Protocol


class Workflow(Protocol):
    """The façade of workflow. Its use cases arrive with the first sub-domain that is built here."""

    @property
    def owns(self) -> str:
        """What this module is responsible for, in one sentence."""
        ...
