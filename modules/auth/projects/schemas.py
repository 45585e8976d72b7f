"""Bodies of requests about projects."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from modules.auth.projects.domain import NewProject, ProjectChange
from providers.http.fields import Code, Description, Name


class CreateProject(BaseModel):
    """A new project."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "client_id": "0199f3f0-c0de-7a11-8000-3b9aca000001",
                    "code": "spring-launch",
                    "name": "Spring launch",
                    "description": "New rooms, new prices, new photographs.",
                }
            ]
        },
    )

    client_id: UUID
    code: Code
    name: Name
    description: Description = ""

    def command(self) -> NewProject:
        return NewProject(self.client_id, self.code, self.name, self.description)


class UpdateProject(BaseModel):
    """Changes to a project; what is left out or null stays."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "Spring launch 2027"}, {"is_archived": True}]},
    )

    client_id: UUID | None = None
    code: Code | None = None
    name: Name | None = None
    description: Description | None = None
    is_archived: bool | None = None

    def command(self, version: int | None) -> ProjectChange:
        return ProjectChange(self.client_id, self.code, self.name, self.description, self.is_archived, version)
