"""Puts the notifications module together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.notifications.facade import NotificationsFacade

OWNS = (
    "Every message the product sends or receives: "
    "intents, templates, preferences, channels, delivery and why it went as it did."
)


def build() -> ModuleSpec:
    """The module as the composition needs it: a façade, and nothing to route or to run yet."""
    return ModuleSpec(name="notifications", owns=OWNS, facade=NotificationsFacade(OWNS), depends_on=())
