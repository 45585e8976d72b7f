"""Picks the adapters, builds the modules in their order, and joins what they hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from app.background import RunningDatabase
from app.http.health import HealthRegistry, health_router
from app.http.routes import RouteIndex
from app.operations.overview import operations_router
from app.settings import Settings, SettingsError
from app.version import product_version
from kernel.clock import Clock, SystemClock
from kernel.module_spec import HealthCheck, ModuleSpec, Permission
from modules.auth.module import build as build_auth
from modules.auth.public.protocol import AuthAdministration
from modules.catalog.module import build as build_catalog
from modules.finance.module import build as build_finance
from modules.notifications.module import build as build_notifications
from modules.workflow.module import build as build_workflow
from providers.database import migrations
from providers.database.settings import DatabaseSettings
from providers.http.port import Authenticator
from providers.http.routing import ApiRouter
from providers.http.state import Ports
from providers.secrets.adapters.aesgcm import box_for
from providers.secrets.port import SecretBox
from providers.secrets.settings import SecretsSettings

if TYPE_CHECKING:
    from fastapi.routing import APIRoute

_MODULES = Path(__file__).parents[1] / "modules"
MIGRATION_FOLDERS: Sequence[Path] = (migrations.OWN_VERSIONS, *sorted(_MODULES.glob("*/migrations/versions")))
"""Every owner's revisions."""


class AuthFacade(AuthAdministration, Authenticator, Protocol):
    """What the rest of the composition uses of auth's façade."""

    def close(self) -> None:
        """Let its threads end."""
        ...


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

    async def close(self) -> None:
        """Put everything away; last the writer drains."""
        self.auth.close()
        await self.database.close()


def compose(settings: Settings, *, is_server: bool = True) -> Instance:
    """Build the instance. `is_server` keeps a second server from the same SQLite file; commands do without."""
    version, clock = product_version(), SystemClock()
    database = pick_database(settings.database, clock, is_server=is_server)
    registered: list[Permission] = []
    auth = build_auth(database, clock, settings.auth, DeferredBox(settings.secrets), lambda: registered)
    modules = (auth, build_notifications(), build_catalog(), build_finance(), build_workflow())
    registered.extend(_permissions(modules))
    facade = cast(AuthFacade, auth.facade)
    health = HealthRegistry(_health_checks(database, modules), version)
    routers = [health_router(health), operations_router(health, database, version, settings.instance.environment)]
    if settings.instance.serves_everything or not is_server:  # commands describe the whole API whatever their role
        routers[1:1] = [router for module in modules for router in cast(Sequence[ApiRouter], module.routers)]
    routes: list[APIRoute] = [route for router in routers for route in router.routes]
    ports = Ports(database, facade)
    return Instance(settings, version, clock, database, modules, facade, ports, health, RouteIndex(routes))


class DeferredBox:
    """The box for secrets, made when the first one is sealed: composing an instance writes no key file."""

    def __init__(self, settings: SecretsSettings) -> None:
        self._settings = settings

    @cached_property
    def _box(self) -> SecretBox:
        return box_for(self._settings)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        return self._box.seal(plain, purpose)

    def open(self, sealed: bytes, purpose: str) -> bytes:
        return self._box.open(sealed, purpose)


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
