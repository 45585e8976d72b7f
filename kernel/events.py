"""Events: facts in the past tense, immutable and versioned, that carry ids and never a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

_NAME = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class Event:
    """Subclass as a frozen dataclass with `name = "module.noun.happened"`; a new shape means a new `version`."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # `dataclass(slots=True)` builds each class twice, so this may not call a zero-argument super().
        if not _NAME.fullmatch(cls.name):
            raise TypeError(f"{cls.__qualname__}.name must read module.noun.happened, not {cls.name!r}")


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as the log has it. `position` is dense enough to resume from and only ever grows."""

    position: int
    id: UUID
    organization_id: UUID | None
    name: str
    version: int
    occurred_at: datetime
    payload: Mapping[str, Any]


def payload_of(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values: ids and instants become text."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event)}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset | set):
        items = [_plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, frozenset | set) else items
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    raise TypeError(f"an event cannot carry a {type(value).__name__}")
