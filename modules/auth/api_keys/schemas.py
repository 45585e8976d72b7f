"""Bodies of requests about API keys."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from modules.auth.api_keys.domain import NewApiKey
from providers.http.fields import Name, PointInTime

PermissionName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:[a-z_]+:[a-z_]+$", max_length=100)]


class CreateApiKey(BaseModel):
    """A new key. Without an end it works until it is revoked; with a client or project it works for that alone."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"name": "Web shop", "permissions": ["auth:clients:read", "auth:projects:read"], "expires_at": None}
            ]
        },
    )

    name: Name
    permissions: Annotated[list[PermissionName], Field(max_length=200)]
    expires_at: PointInTime | None = None
    client_id: UUID | None = None
    project_id: UUID | None = None

    def command(self) -> NewApiKey:
        return NewApiKey(self.name, self.permissions, self.expires_at, self.client_id, self.project_id)


class UpdateApiKey(BaseModel):
    """Another name."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"name": "Web shop, old theme"}]}
    )

    name: Name
