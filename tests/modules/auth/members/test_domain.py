"""The last owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.ids import new_id
from modules.auth.members.domain import require_another_owner
from modules.auth.public.errors import LastOwner
from modules.auth.public.models import Role

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OWNER = Role(new_id(), "owner", "Owner", "", [], True, 1, 1, NOW, NOW)
VIEWER = replace(OWNER, id=new_id(), key="viewer", name="Viewer")


@pytest.mark.parametrize(
    ("role", "becomes", "may"),
    [
        (OWNER, None, False),
        (OWNER, VIEWER, False),
        (OWNER, OWNER, True),
        (replace(OWNER, member_count=2), None, True),
        (replace(OWNER, member_count=2), VIEWER, True),
        (VIEWER, None, True),
        (VIEWER, OWNER, True),
    ],
)
def test_the_last_owner_stays_one(role: Role, becomes: Role | None, may: bool) -> None:
    if may:
        require_another_owner(role, becomes)
    else:
        with pytest.raises(LastOwner):
            require_another_owner(role, becomes)
