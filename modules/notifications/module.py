"""Puts notifications together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.notifications.facade import OWNS, NotificationsFacade
from modules.notifications.public import events


def build() -> ModuleSpec:
    """Notifications, which has no operations yet."""
    return ModuleSpec(
        name="notifications",
        owns=OWNS,
        facade=NotificationsFacade(),
        events=events.ALL,
        depends_on=("auth",),
    )
