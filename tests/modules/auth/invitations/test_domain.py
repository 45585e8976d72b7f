"""The life of an invitation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modules.auth.invitations.domain import new_token, require_open, require_renewable, status_of
from modules.auth.public.errors import InvitationAccepted, InvitationExpired, InvitationRevoked
from modules.auth.public.models import InvitationStatus

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("accepted_at", "revoked_at", "expires_at", "status"),
    [
        (None, None, NOW + DAY, InvitationStatus.PENDING),
        (None, None, NOW, InvitationStatus.EXPIRED),
        (NOW, None, NOW - DAY, InvitationStatus.ACCEPTED),
        (None, NOW, NOW - DAY, InvitationStatus.REVOKED),
        (None, NOW, NOW + DAY, InvitationStatus.REVOKED),
        (NOW, NOW, NOW + DAY, InvitationStatus.ACCEPTED),
    ],
)
def test_status(
    accepted_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, status: InvitationStatus
) -> None:
    assert status_of(accepted_at, revoked_at, expires_at, NOW) is status


def test_only_pending_ones_can_be_accepted() -> None:
    require_open(InvitationStatus.PENDING)
    for status, error in (
        (InvitationStatus.ACCEPTED, InvitationAccepted),
        (InvitationStatus.REVOKED, InvitationRevoked),
        (InvitationStatus.EXPIRED, InvitationExpired),
    ):
        with pytest.raises(error):
            require_open(status)


def test_expired_ones_can_be_renewed() -> None:
    require_renewable(InvitationStatus.PENDING)
    require_renewable(InvitationStatus.EXPIRED)
    with pytest.raises(InvitationAccepted):
        require_renewable(InvitationStatus.ACCEPTED)
    with pytest.raises(InvitationRevoked):
        require_renewable(InvitationStatus.REVOKED)


def test_tokens_are_all_different() -> None:
    assert len({new_token() for _ in range(100)}) == 100
