"""The marks that a use case and a façade method carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kernel.context import Context
from kernel.errors import Conflict
from kernel.events import Event
from kernel.unit import Rows, Unit, crosses_door, hot


class RecordingUnit:
    """A unit that only remembers whether it was poisoned."""

    context = Context()
    now = datetime(2026, 1, 2, tzinfo=UTC)

    def __init__(self) -> None:
        self.is_poisoned = False

    def poison(self) -> None:
        self.is_poisoned = True

    def execute(self, statement: object, rows: Sequence[Mapping[str, Any]] | None = None, /, **values: Any) -> Rows:
        raise AssertionError("no statement is run here")

    def emit(self, event: Event) -> None: ...

    def audit(
        self,
        action: str,
        target: str,
        target_id: UUID | None = None,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None: ...

    def authorize(self, permission: str, *, client: UUID | None = None, project: UUID | None = None) -> None: ...

    def savepoint(self) -> AbstractContextManager[None]:
        return nullcontext()

    def after_commit(self, action: Callable[[], None]) -> None: ...


class Desk:
    """A façade of one method."""

    name = "desk"

    @crosses_door
    def take(self, unit: Unit, count: int, *, limit: int = 3) -> str:
        """Take some."""
        if count > limit:
            raise Conflict("Too many.")
        if count < 0:
            raise KeyboardInterrupt
        return f"{self.name}: {count}"


def test_what_returns_leaves_the_unit_alone() -> None:
    unit = RecordingUnit()

    assert Desk().take(unit, 4, limit=5) == "desk: 4"
    assert not unit.is_poisoned


def test_what_raises_poisons_the_unit_and_reaches_the_caller_unchanged() -> None:
    unit = RecordingUnit()

    with pytest.raises(Conflict, match="Too many") as caught:
        Desk().take(unit, 4)

    assert unit.is_poisoned
    assert type(caught.value) is Conflict


def test_the_method_keeps_its_name_and_words() -> None:
    assert (Desk.take.__name__, Desk.take.__doc__) == ("take", "Take some.")


def test_an_interruption_is_no_error_of_the_use_case() -> None:
    unit = RecordingUnit()

    with pytest.raises(KeyboardInterrupt):
        Desk().take(unit, -1)

    assert not unit.is_poisoned


def test_hot_is_a_mark_and_changes_nothing_else() -> None:
    def claim(unit: Unit) -> int:
        return 1

    marked = hot(claim)

    assert marked is claim
    assert getattr(marked, "__hot__", False) is True
    assert marked(RecordingUnit()) == 1
