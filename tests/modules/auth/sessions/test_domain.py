"""What becomes of a refresh token that comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.ids import new_id
from modules.auth.sessions.domain import RefreshState, Verdict, hash_of, judge, new_refresh_token, shortened

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FRESH = RefreshState(new_id(), new_id(), None, NOW + SECOND, None, is_locked=False)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (FRESH, Verdict.ROTATE),
        (replace(FRESH, expires_at=NOW), Verdict.REFUSE),
        (replace(FRESH, revoked_at=NOW - SECOND), Verdict.REFUSE),
        (replace(FRESH, is_locked=True), Verdict.REFUSE),
        (replace(FRESH, used_at=NOW), Verdict.REVOKE),
        (replace(FRESH, used_at=NOW, revoked_at=NOW), Verdict.REVOKE),
        (replace(FRESH, used_at=NOW, expires_at=NOW), Verdict.REVOKE),
        (replace(FRESH, used_at=NOW, is_locked=True), Verdict.REVOKE),
    ],
)
def test_verdicts(state: RefreshState, verdict: Verdict) -> None:
    assert judge(state, NOW) is verdict


def test_refresh_tokens_are_long_and_all_different() -> None:
    tokens = {new_refresh_token() for _ in range(100)}

    assert len(tokens) == 100
    assert min(len(token) for token in tokens) >= 43


def test_any_text_can_be_looked_up() -> None:
    assert len(hash_of("\ud800 lone surrogate")) == 32


def test_the_user_agent_is_kept_short_and_printable() -> None:
    assert shortened(None) == ""
    assert shortened("Mozilla/5.0\x00\n (X11)") == "Mozilla/5.0 (X11)"
    assert len(shortened("x" * 1000)) == 300
