"""All settings: the owners' small classes, read together and checked against each other.

Everything runs with none of them set. A name nobody knows, a value that cannot be, and a combination that is unsafe
each stop the start with one sentence that says what to change.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.refusal import Refused
from modules.auth.settings import AuthSettings
from providers.database.settings import DatabaseSettings
from providers.http.settings import HttpSettings
from providers.secrets.settings import SECRET_LENGTH_MIN, SecretsSettings

PREFIX = "FIVEFOLD_"
_NO_PREFIX = "FIVEFOLD is read by load_settings "
_NOT_SETTINGS = re.compile(r"^FIVEFOLD_(TEST_.*|PROVE)$")  # read by the test suite, not by the product
_DASHBOARD = Path(__file__).parents[1] / "dashboard" / "dist"
_DRAIN_SECONDS_PRODUCTION = 5.0
_POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")
_PORT_MAX = 65535
_NO_HOST = re.compile(r"[\s@\[\]]")
_SECRET_CHARACTERS_MIN = 10  # fewer different ones are a placeholder or a word said over and over

S = TypeVar("S", bound=BaseSettings)


class SettingsError(Refused):
    """A setting stops the start."""


class InstanceSettings(BaseSettings):
    """Settings of the instance as a whole, and addresses that later providers will use."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    environment: Literal["development", "production"] = Field(
        "development", description="In production, defaults that are convenient but unsafe stop the start."
    )
    role: Literal["all", "web", "background"] = Field(
        "all",
        description="What this process does: web answers requests, background does the chores and answers only "
        "/health and operations, all does both. web and background need PostgreSQL, and each other.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    drain_seconds: float | None = Field(
        None,
        ge=0,
        le=600,
        description="How long to go on answering after SIGTERM, while /health/ready says 503; "
        "empty is 0 in development and 5 in production.",
    )
    dashboard_dir: Path = Field(_DASHBOARD, description="Folder of the built dashboard.")
    redis_url: str = Field("", description="redis://host:port/number; checked, and not used by anything yet.")
    storage_url: str = Field("", description="s3://bucket/prefix or file:///folder; checked, and not used yet.")

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def serves_everything(self) -> bool:
        """Whether the API, its documents and the dashboard are here, and not only health and operations."""
        return self.role != "background"

    @property
    def does_chores(self) -> bool:
        """Whether expired records are swept and events numbered here."""
        return self.role != "web"

    @property
    def drain(self) -> float:
        """Seconds between SIGTERM and the end of serving."""
        if self.drain_seconds is not None:
            return self.drain_seconds
        return _DRAIN_SECONDS_PRODUCTION if self.is_production else 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Every owner's settings, coherent with each other."""

    instance: InstanceSettings
    http: HttpSettings
    database: DatabaseSettings
    secrets: SecretsSettings
    auth: AuthSettings


OWNERS: tuple[type[BaseSettings], ...] = (
    InstanceSettings,
    HttpSettings,
    DatabaseSettings,
    SecretsSettings,
    AuthSettings,
)


def known_names() -> list[str]:
    """Every variable that is a setting, in capitals with the prefix."""
    return sorted({f"{PREFIX}{name.upper()}" for owner in OWNERS for name in owner.model_fields})


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment and then `.env`, and check. Raises `SettingsError`."""
    given = {name.upper(): value for name, value in (os.environ if environment is None else environment).items()}
    in_file = {} if env_file is None else dotenv_values(env_file)
    values = {**{name.upper(): value or "" for name, value in in_file.items()}, **given}
    ours = {name: value for name, value in values.items() if name.startswith(PREFIX)}
    _refuse_unknown(ours)
    http = _read(HttpSettings, ours)
    settings = Settings(
        instance=_read(InstanceSettings, ours),
        http=http,
        database=_read(DatabaseSettings, ours),
        secrets=_read(SecretsSettings, ours),
        # Links and token issuers follow the port where no public address is given.
        auth=_read(AuthSettings, {**ours, f"{PREFIX}PUBLIC_URL": http.base_url}),
    )
    _check(settings, values)
    return settings


def _refuse_unknown(values: Mapping[str, str]) -> None:
    names = known_names()
    for name in values:
        if name in names or _NOT_SETTINGS.match(name):
            continue
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
        raise SettingsError(f"There is no setting {name}; did you mean {near[0]}?")


def _read(owner: type[S], values: Mapping[str, str]) -> S:
    """An empty variable means the default, as it does in compose files."""
    given: dict[str, Any] = {
        name: values[variable]
        for name in owner.model_fields
        if (variable := f"{PREFIX}{name.upper()}") in values and values[variable] != ""
    }
    try:
        # The sources were read above, so that empty variables and unknown names are treated alike everywhere.
        return owner(**given, _env_file=None, _env_prefix=_NO_PREFIX)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        variable = f"{PREFIX}{str(first['loc'][0]).upper()}" if first["loc"] else owner.__name__
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{variable} cannot be {first['input']!r}: {message}.") from None


def _check(settings: Settings, environment: Mapping[str, str]) -> None:
    instance, http, database = settings.instance, settings.http, settings.database
    secret = settings.secrets.secret_key.get_secret_value()
    if len(secret) < SECRET_LENGTH_MIN and (secret or instance.is_production):
        raise SettingsError(
            f"FIVEFOLD_SECRET_KEY needs {SECRET_LENGTH_MIN} or more random characters"
            f"{'' if secret else ', because FIVEFOLD_ENVIRONMENT is production'}."
        )
    if instance.is_production and len(set(secret)) < _SECRET_CHARACTERS_MIN:
        raise SettingsError("FIVEFOLD_SECRET_KEY repeats a few characters: make one with `openssl rand -base64 32`.")
    if "*" in http.cors_origins and http.cors_credentials:
        raise SettingsError(
            "FIVEFOLD_CORS_ORIGINS cannot be * together with FIVEFOLD_CORS_CREDENTIALS: name origins."
        )
    if database.is_sqlite:
        _check_single_process(instance, environment)
    else:
        _check_postgresql("FIVEFOLD_DATABASE_URL", database.database_url, "for the embedded SQLite")
    if database.database_direct_url:
        empty_means = "when it is the same as FIVEFOLD_DATABASE_URL"
        _check_postgresql("FIVEFOLD_DATABASE_DIRECT_URL", database.database_direct_url, empty_means)
    _check_url("FIVEFOLD_REDIS_URL", instance.redis_url, ("redis", "rediss"))
    _check_url("FIVEFOLD_STORAGE_URL", instance.storage_url, ("s3", "file"))


def _check_postgresql(name: str, url: str, empty_means: str) -> None:
    """The sentences never repeat the address: there is a password in it."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  # the embedded database starts without this
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    if not url.startswith(_POSTGRESQL):
        raise SettingsError(f"{name} must begin with postgresql://, or be empty {empty_means}.")
    unreadable = f"{name} cannot be read: write postgresql://user:password@host:port/name, with %40 for @ in it."
    try:
        parts = make_url(url)
    except ArgumentError:
        raise SettingsError(unreadable) from None
    except ValueError:
        raise SettingsError(f"{name} has a port that is not a number.") from None
    # Half of a password with an @ in it would pass for a host, and then be printed as one.
    if _NO_HOST.search(parts.host or ""):
        raise SettingsError(unreadable)
    port = parts.port
    if port is not None and not 1 <= port <= _PORT_MAX:
        raise SettingsError(f"{name} has a port outside of 1 to {_PORT_MAX}.")


def _check_single_process(instance: InstanceSettings, environment: Mapping[str, str]) -> None:
    if instance.role != "all":
        raise SettingsError(
            f"FIVEFOLD_ROLE={instance.role} needs PostgreSQL (FIVEFOLD_DATABASE_URL): on SQLite one process does all."
        )
    workers = environment.get("WEB_CONCURRENCY", "")
    if workers.isdigit() and int(workers) > 1:
        raise SettingsError(
            f"WEB_CONCURRENCY={workers} needs PostgreSQL (FIVEFOLD_DATABASE_URL): one process serves a SQLite file."
        )


def _check_url(name: str, url: str, schemes: tuple[str, ...]) -> None:
    if not url:
        return
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        parts = urlsplit(url)
        has_place = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise SettingsError(f"{name} is not a URL; it must begin with {wanted}.") from None
    if parts.scheme not in schemes:
        raise SettingsError(f"{name} must begin with {wanted}.")
    if not has_place and not (parts.scheme == "file" and parts.path):
        raise SettingsError(f"{name} names no host or bucket after {parts.scheme}://.")
