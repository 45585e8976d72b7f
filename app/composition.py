"""Picks the adapters, builds the modules in their order, and joins what they hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from modules.auth.facade import AuthFacade
from modules.auth.module import MIGRATIONS as AUTH_MIGRATIONS
from modules.auth.module import build as build_auth
from modules.catalog.module import build as build_catalog
from modules.finance.module import build as build_finance
from modules.notifications.module import build as build_notifications
from modules.workflow.module import build as build_workflow

from app.background import RunningDatabase
from app.http.health import HealthRegistry, health_router
from app.http.routes import RouteIndex
from app.operations.overview import operations_router
from app.settings import Settings, SettingsError
from app.version import product_version
from kernel.clock import Clock, SystemClock
from kernel.module_spec import HealthCheck, ModuleSpec, Permission
from providers.database import migrations
from providers.database.settings import DatabaseSettings
from providers.http.routing import ApiRouter
from providers.http.state import Ports

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

MIGRATION_FOLDERS: Sequence[Path] = (migrations.OWN_VERSIONS, AUTH_MIGRATIONS)
"""The owners' revisions, in the order of the modules."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything that was put together. Nothing in it is connected before the lifespan begins."""

    settings: Settings
    version: str
    clock: Clock
    database: RunningDatabase
    modules: tuple[ModuleSpec, ...]
    auth: AuthFacade
    ports: Ports
    health: HealthRegistry
    routes: RouteIndex

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Every permission of every module, by name."""
        return _permissions(self.modules)


def compose(settings: Settings, *, is_server: bool = True) -> Instance:
    """Build the instance. `is_server` keeps a second server from the same SQLite file; commands do without."""
    version, clock = product_version(), SystemClock()
    database = pick_database(settings.database, clock, is_server=is_server)
    registered: list[Permission] = []
    auth = build_auth(database, clock, settings.auth, lambda: registered)
    modules = (auth, build_notifications(), build_catalog(), build_finance(), build_workflow())
    registered.extend(_permissions(modules))
    facade = cast(AuthFacade, auth.facade)
    health = HealthRegistry(_health_checks(database, modules), version)
    routers = (
        health_router(health),
        *(router for module in modules for router in cast(Sequence[ApiRouter], module.routers)),
        operations_router(health, database, version, settings.instance.environment),
    )
    routes: list[APIRoute] = [route for router in routers for route in router.routes]
    ports = Ports(database, facade)
    return Instance(settings, version, clock, database, modules, facade, ports, health, RouteIndex(routes))


def pick_database(settings: DatabaseSettings, clock: Clock, *, is_server: bool) -> RunningDatabase:
    """The engine that the settings name. The other one's driver is never imported."""
    if settings.is_sqlite:
        from providers.database.adapters.sqlite import SqliteDatabase  # noqa: PLC0415  # only the chosen driver

        return SqliteDatabase(settings, clock, is_server=is_server)
    from providers.database.adapters.postgresql import PostgresDatabase  # noqa: PLC0415  # only the chosen driver

    return PostgresDatabase(settings, clock)


def migrate(settings: Settings) -> int:
    """Apply every owner's missing revisions; returns how many."""
    return migrations.migrate(settings.database, MIGRATION_FOLDERS)


def prepare_database(settings: Settings) -> None:
    """Before serving: SQLite is migrated here, PostgreSQL must have been. Raises `SettingsError`, `DatabaseAway`."""
    if settings.database.is_sqlite:
        migrate(settings)
    elif not migrations.is_current(settings.database, MIGRATION_FOLDERS):
        raise SettingsError("The database is behind this version: run `fivefold migrate` first, then start again.")


def _permissions(modules: Sequence[ModuleSpec]) -> tuple[Permission, ...]:
    return tuple(sorted((entry for module in modules for entry in module.permissions), key=lambda entry: entry.name))


def _health_checks(database: RunningDatabase, modules: Sequence[ModuleSpec]) -> dict[str, HealthCheck]:
    checks: dict[str, HealthCheck] = {"database": database.check}
    for module in modules:
        checks |= {
            module.name if name == "" else f"{module.name}.{name}": check for name, check in module.health.items()
        }
    return checks
