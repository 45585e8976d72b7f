"""Notifications as others see it."""

from __future__ import annotations

from modules.notifications.public.models import Scope

OWNS = (
    "Every message the product sends or receives: templates, preferences, channels, delivery and why it went "
    "as it did."
)
NOUNS = ("templates", "preferences", "channels", "deliveries")


class NotificationsFacade:
    """Implements `Notifications`."""

    def scope(self) -> Scope:
        """See `Notifications`."""
        return Scope(OWNS, NOUNS)
