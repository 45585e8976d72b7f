"""Projects to be made and changed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project to be made."""

    client_id: UUID
    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """What to change; None leaves as it is. `version` is the one that the change builds upon."""

    client_id: UUID | None = None
    code: str | None = None
    name: str | None = None
    description: str | None = None
    is_archived: bool | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Everything given must hold. `q` is looked for in name and code."""

    q: str | None = None
    client_id: UUID | None = None
    is_archived: bool | None = None
