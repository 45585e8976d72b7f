"""Use cases about projects. Callers may hold permissions for some clients or projects, so each row is authorized."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kernel.errors import NotFound, PreconditionFailed
from kernel.ids import new_id
from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.clients import service as clients
from modules.auth.clients.domain import check_code, visible_ids
from modules.auth.projects import repository
from modules.auth.projects.domain import NewProject, ProjectChange, ProjectFilter
from modules.auth.public.errors import ProjectInUse
from modules.auth.public.events import ProjectChanged, ProjectCreated, ProjectDeleted
from modules.auth.public.models import Project

READ, WRITE = "auth:projects:read", "auth:projects:write"


def list_(unit: Unit, where: ProjectFilter, order: str, request: PageRequest) -> Page[Project]:
    """One page of the projects that the caller can see, by `name`, `created_at`, or either backwards (`-name`)."""
    return repository.page(unit, where, visible_ids(unit.context, READ), order, request)


def get(unit: Unit, project_id: UUID) -> Project:
    """One project. Raises `NotFound`, `Forbidden`."""
    project = find(unit, project_id)
    unit.authorize(READ, client=project.client_id, project=project_id)
    return project


def find(unit: Unit, project_id: UUID) -> Project:
    """One project, for other nouns that authorize themselves. Raises `NotFound`."""
    project = repository.find(unit, project_id)
    if project is None:
        raise NotFound.of("project")
    return project


def resolve(unit: Unit, id_or_code: str) -> Project:
    """The project that a header names. Raises `NotFound`."""
    try:
        return find(unit, UUID(id_or_code))
    except ValueError:
        project = repository.find_by_code(unit, id_or_code)
    if project is None:
        raise NotFound.of("project")
    return project


def create(unit: Unit, new: NewProject) -> Project:
    """Make a project. Raises `NotFound` for the client, `Forbidden`, `CodeTaken`, and `Invalid` for a bad code."""
    client_name = clients.name_of(unit, new.client_id)
    unit.authorize(WRITE, client=new.client_id)
    check_code(new.code)
    project = Project(
        id=new_id(),
        client_id=new.client_id,
        client_name=client_name,
        code=new.code,
        name=new.name,
        description=new.description,
        is_archived=False,
        version=1,
        created_at=unit.now,
        updated_at=unit.now,
    )
    repository.add(
        unit, id=project.id, **_columns(project), created_at=unit.now, updated_at=unit.now, version=project.version
    )
    unit.emit(ProjectCreated(project_id=project.id, client_id=new.client_id))
    unit.audit("auth.project.created", "project", project.id, after=_facts(project))
    return project


def update(unit: Unit, project_id: UUID, change: ProjectChange) -> Project:
    """Change a project, or move it to another client, which has to be allowed in both. Its API keys move along.

    Raises `NotFound`, `Forbidden`, `CodeTaken`, `PreconditionFailed`, `Invalid`.
    """
    before = find(unit, project_id)
    unit.authorize(WRITE, client=before.client_id, project=project_id)
    if change.version is not None and change.version != before.version:
        raise PreconditionFailed
    if change.code is not None:
        check_code(change.code)
    after = _changed(_moved(unit, before, change.client_id), change)
    after = replace(after, version=before.version + 1, updated_at=unit.now)
    repository.change(unit, project_id, **_columns(after), version=after.version, updated_at=unit.now)
    if after.client_id != before.client_id:
        repository.move_keys(unit, project_id, after.client_id)
    unit.emit(ProjectChanged(project_id=project_id, client_id=after.client_id))
    unit.audit("auth.project.changed", "project", project_id, before=_facts(before), after=_facts(after))
    return after


def delete(unit: Unit, project_id: UUID) -> None:
    """Delete a project. Raises `NotFound`, `Forbidden`, `ProjectInUse`."""
    project = find(unit, project_id)
    unit.authorize(WRITE, client=project.client_id, project=project_id)
    if repository.has_active_keys(unit, project_id):
        raise ProjectInUse("API keys are limited to this project. Revoke them first, or archive it.")
    repository.remove(unit, project_id)
    unit.emit(ProjectDeleted(project_id=project_id))
    unit.audit("auth.project.deleted", "project", project_id, before=_facts(project))


def _moved(unit: Unit, project: Project, client_id: UUID | None) -> Project:
    if client_id is None or client_id == project.client_id:
        return project
    client_name = clients.name_of(unit, client_id)
    unit.authorize(WRITE, client=client_id)
    return replace(project, client_id=client_id, client_name=client_name)


def _changed(project: Project, change: ProjectChange) -> Project:
    return replace(
        project,
        code=project.code if change.code is None else change.code,
        name=project.name if change.name is None else change.name,
        description=project.description if change.description is None else change.description,
        is_archived=project.is_archived if change.is_archived is None else change.is_archived,
    )


def _columns(project: Project) -> dict[str, object]:
    return {
        "client_id": project.client_id,
        "code": project.code,
        "name": project.name,
        "description": project.description,
        "is_archived": project.is_archived,
    }


def _facts(project: Project) -> dict[str, object]:
    return {**_columns(project), "client_id": str(project.client_id)}
