"""The usual way: an async ORM session per request, as most FastAPI projects have it.

Same tables, answers and durability as the bare handler. Folder: BENCHMARK_FOLDER.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, ForeignKey, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from benchmarks.baselines.bare import NewProject

engine = create_async_engine(f"sqlite+aiosqlite:///{Path(os.environ['BENCHMARK_FOLDER']) / 'orm.db'}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Record(DeclarativeBase):
    """Registry of the tables below."""


class User(Record):
    """Who is signed in."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Client(Record):
    """Whom a project is for."""

    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Project(Record):
    """As the product's project."""

    __tablename__ = "projects"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    is_archived: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    client: Mapped[Client] = relationship()

    @property
    def client_name(self) -> str:
        return self.client.name


class PersonOut(BaseModel):
    """The answer about a person."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    email: str
    name: str
    created_at: datetime


class ProjectOut(BaseModel):
    """The answer about a project."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    client_id: str
    client_name: str
    code: str
    name: str
    description: str
    is_archived: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ProjectPage(BaseModel):
    """One page of projects."""

    items: list[ProjectOut]
    next_cursor: str | None


@event.listens_for(engine.sync_engine, "connect")
def make_durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Record.metadata.create_all)
    now = datetime.now(UTC)
    one = {"id": "one", "client_id": "one", "code": "one", "name": "One", "description": "", "is_archived": False}
    async with sessions() as session:
        await session.merge(User(id="one", email="one@bench.example", name="One", created_at=now))
        await session.merge(Client(id="one", name="One"))
        await session.merge(Project(**one, version=1, created_at=now, updated_at=now))
        await session.commit()
    yield
    await engine.dispose()


async def open_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]
app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/me", response_model=PersonOut)
async def me(session: Session) -> User | None:
    return await session.get(User, "one")


@app.get("/projects")
async def list_projects(code: str, session: Session) -> ProjectPage:
    statement = select(Project).where(Project.code == code).options(joinedload(Project.client))
    found = await session.scalars(statement.order_by(Project.name, Project.id).limit(51))
    return ProjectPage(items=[ProjectOut.model_validate(project) for project in found], next_cursor=None)


@app.get("/projects/{project_id}", response_model=ProjectOut)
async def get_project(project_id: str, session: Session) -> Project | None:
    return await session.get(Project, project_id, options=[joinedload(Project.client)])


@app.post("/projects", status_code=201, response_model=ProjectOut)
async def create_project(new: NewProject, session: Session, response: Response) -> Project:
    now = datetime.now(UTC)
    project = Project(id=str(uuid.uuid4()), **new.model_dump(), is_archived=False, version=1)
    project.created_at = project.updated_at = now
    session.add(project)
    await session.commit()
    await session.refresh(project, ["client"])
    response.headers["ETag"] = '"1"'
    return project
