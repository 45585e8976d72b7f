"""API keys: their look, their life, their limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.context import Context, Grant
from kernel.ids import new_id
from modules.auth.api_keys.domain import MARK, PREFIX_LENGTH, hash_of, new_secret, require_held, status_of
from modules.auth.public.errors import Escalation
from modules.auth.public.models import ApiKeyStatus

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = timedelta(days=1)
READ = "auth:clients:read"


def test_secrets_are_marked_long_and_different() -> None:
    secrets = {new_secret() for _ in range(100)}

    assert len({secret[:PREFIX_LENGTH] for secret in secrets}) == len(secrets) == 100
    assert all(secret.startswith(MARK) and len(secret) >= 46 for secret in secrets)
    assert all(len(hash_of(secret)) == 32 for secret in secrets)


@pytest.mark.parametrize(
    ("revoked_at", "expires_at", "status"),
    [
        (None, None, ApiKeyStatus.ACTIVE),
        (None, NOW + DAY, ApiKeyStatus.ACTIVE),
        (None, NOW, ApiKeyStatus.EXPIRED),
        (NOW, None, ApiKeyStatus.REVOKED),
        (NOW, NOW - DAY, ApiKeyStatus.REVOKED),
    ],
)
def test_status(revoked_at: datetime | None, expires_at: datetime | None, status: ApiKeyStatus) -> None:
    assert status_of(revoked_at, expires_at, NOW) is status


def test_a_key_holds_no_more_than_its_maker_where_it_would_hold_it() -> None:
    client, other = new_id(), new_id()
    whole = Context(grants=(Grant(frozenset({READ})),))
    limited = Context(grants=(Grant(frozenset({READ}), client_id=client),))

    require_held(whole, [READ], None, None)
    require_held(whole, [READ], client, None)
    require_held(limited, [READ], client, new_id())
    for context, permission, client_id in (
        (whole, "auth:clients:write", None),
        (limited, READ, None),
        (limited, READ, other),
    ):
        with pytest.raises(Escalation):
            require_held(context, [permission], client_id, None)
