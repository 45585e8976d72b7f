"""Events name what happened, carry plain values and cannot be changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import pytest

from kernel.events import Event, RecordedEvent, payload_of
from kernel.ids import new_id


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """Everything that an event may carry."""

    name: ClassVar[str] = "finance.order.placed"
    version: ClassVar[int] = 2

    order_id: UUID
    placed_at: datetime
    note: str | None
    count: int
    is_gift: bool
    color: Color
    tags: frozenset[str]
    lines: tuple[int, ...]
    parts: list[UUID]
    facts: Mapping[str, object]


def _order(**changes: object) -> OrderPlaced:
    values: dict[str, object] = {
        "order_id": UUID(int=1),
        "placed_at": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        "note": None,
        "count": 3,
        "is_gift": True,
        "color": Color.RED,
        "tags": frozenset({"b", "a"}),
        "lines": (2, 1),
        "parts": [UUID(int=2)],
        "facts": {"client": UUID(int=3), "deep": {"on": {1}}},
    }
    return OrderPlaced(**{**values, **changes})  # type: ignore[arg-type]  # some changes are wrong on purpose


def test_the_payload_is_plain() -> None:
    payload = payload_of(_order())

    assert payload == {
        "order_id": "00000000-0000-0000-0000-000000000001",
        "placed_at": "2026-01-02T03:04:05.000006+00:00",
        "note": None,
        "count": 3,
        "is_gift": True,
        "color": "red",
        "tags": ["a", "b"],
        "lines": [2, 1],
        "parts": ["00000000-0000-0000-0000-000000000002"],
        "facts": {"client": "00000000-0000-0000-0000-000000000003", "deep": {"on": [1]}},
    }
    assert json.loads(json.dumps(payload)) == payload


@pytest.mark.parametrize("value", [1.5, b"secret", object(), [1.5], {"a": b"x"}])
def test_what_is_not_plain_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="an event cannot carry a"):
        payload_of(_order(facts={"value": value}))


def test_an_event_cannot_be_changed() -> None:
    event = _order()

    with pytest.raises(FrozenInstanceError):
        event.count = 4  # type: ignore[misc]  # that is the point
    assert not hasattr(event, "__dict__")


def test_name_and_version_are_the_classes() -> None:
    assert (OrderPlaced.name, OrderPlaced.version, Event.version) == ("finance.order.placed", 2, 1)
    assert "name" not in payload_of(_order())


@pytest.mark.parametrize(
    "name",
    ["", "placed", "order.placed", "finance.order.placed.twice", "Finance.order.placed", "finance.order.", "a.b.c\n"],
)
def test_a_name_reads_module_noun_happened(name: str) -> None:
    with pytest.raises(TypeError, match=r"\.name must read module\.noun\.happened"):
        type("Happened", (Event,), {"name": name})


def test_a_recorded_event_is_what_the_log_has() -> None:
    organization, now = new_id(), datetime(2026, 1, 2, tzinfo=UTC)
    event = RecordedEvent(7, new_id(), organization, "finance.order.placed", 2, now, {"count": 3})

    assert (event.position, event.organization_id, event.payload["count"]) == (7, organization, 3)
