"""Implements the protocol of notifications."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotificationsFacade:
    """What `modules.notifications.public.protocol.Notifications` promises."""

    owns: str
