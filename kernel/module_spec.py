"""What a module hands to the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kernel.context import PERMISSION
from kernel.events import Event

HealthCheck = Callable[[], Awaitable[None]]
"""Returns when all is well, raises with a sentence when not."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that can be allowed. `name` reads `module:noun:action`."""

    name: str
    description: str

    def __post_init__(self) -> None:
        if not PERMISSION.match(self.name):
            raise ValueError(f"a permission reads module:noun:action, not {self.name!r}")


@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """A module as the composition sees it. Routers are framework objects, so they stay opaque here."""

    name: str
    owns: str
    facade: object
    routers: Sequence[object] = ()
    permissions: Sequence[Permission] = ()
    events: Sequence[type[Event]] = ()
    handlers: Mapping[type[Event], Sequence[Callable[..., Any]]] = field(default_factory=dict)
    tasks: Sequence[Callable[..., Any]] = ()
    templates: Sequence[Path] = ()
    health: Mapping[str, HealthCheck] = field(default_factory=dict)
    depends_on: Sequence[str] = ()
