"""Bodies of requests about clients."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from modules.auth.clients.domain import ClientChange, NewClient
from providers.http.fields import Code, Description, Name


class CreateClient(BaseModel):
    """A new client."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"code": "north-quay", "name": "North Quay Hotels", "description": "Four hotels on the waterfront."}
            ]
        },
    )

    code: Code
    name: Name
    description: Description = ""

    def command(self) -> NewClient:
        return NewClient(self.code, self.name, self.description)


class UpdateClient(BaseModel):
    """Changes to a client; what is left out or null stays."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "North Quay Hotels Ltd"}, {"is_archived": True}]},
    )

    code: Code | None = None
    name: Name | None = None
    description: Description | None = None
    is_archived: bool | None = None

    def command(self, version: int | None) -> ClientChange:
        return ClientChange(self.code, self.name, self.description, self.is_archived, version)
