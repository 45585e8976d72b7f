"""Bodies of requests about roles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from modules.auth.roles.service import NewRole, RoleChange
from providers.http.fields import Description, Name

PermissionName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:[a-z_]+:[a-z_]+$", max_length=100)]
Permissions = Annotated[list[PermissionName], Field(max_length=200)]


class CreateRole(BaseModel):
    """A new role."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Bookkeeper",
                    "description": "Keeps clients and projects in order.",
                    "permissions": ["auth:clients:read", "auth:clients:write", "auth:projects:read"],
                }
            ]
        },
    )

    name: Name
    description: Description = ""
    permissions: Permissions

    def command(self) -> NewRole:
        return NewRole(self.name, self.description, self.permissions)


class UpdateRole(BaseModel):
    """Changes to a role; what is left out or null stays."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "Senior bookkeeper", "permissions": ["auth:clients:read"]}]},
    )

    name: Name | None = None
    description: Description | None = None
    permissions: Permissions | None = None

    def command(self, version: int | None) -> RoleChange:
        return RoleChange(self.name, self.description, self.permissions, version)
