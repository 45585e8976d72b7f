"""Bodies of requests about members."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict


class ChangeRole(BaseModel):
    """Another role for a member."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"role_id": "0199f3f0-c0de-7a11-8000-3b9aca000001"}]},
    )

    role_id: UUID
