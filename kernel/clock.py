"""Time as a dependency. Every instant in Fivefold is an aware datetime in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Business rules take a clock, never call `datetime.now` themselves."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class ManualClock:
    """A clock that moves only when told to: for tests and for trying what a schedule would do."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def advance(self, step: timedelta) -> datetime:
        self.instant += step
        return self.instant
