"""Notifications as others see it."""

from __future__ import annotations

from modules.notifications.public.models import Scope

OWNS = "What is said to people, and the reason for every delivery."
NOUNS = ("templates", "channels", "preferences", "deliveries")


class NotificationsFacade:
    """Implements `Notifications`."""

    def scope(self) -> Scope:
        """See `Notifications`."""
        return Scope(OWNS, NOUNS)
