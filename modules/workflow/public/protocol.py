"""What workflow does for others."""

from __future__ import annotations

from typing import Protocol

from modules.workflow.public.models import Scope


class Workflow(Protocol):
    """The room says what belongs into it; its use cases follow with its first noun."""

    def scope(self) -> Scope:
        """What this module owns."""
        ...
