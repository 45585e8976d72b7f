"""What happens in workflow: nothing yet. Events are listed here for the event catalogue."""

from __future__ import annotations

from kernel.events import Event

ALL: tuple[type[Event], ...] = ()
