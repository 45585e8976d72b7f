"""The database as everybody above sees it: `await db.write(use_case, ...)` and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from kernel.context import Context
from kernel.errors import Unavailable
from kernel.unit import Unit

P = ParamSpec("P")
R = TypeVar("R")

UNIT_SECONDS_GOAL = 0.05
READ_SECONDS_MAX = 5.0


class Lane(IntEnum):
    """Which queue a write waits in: what people wait for goes before what nobody watches."""

    INTERACTIVE = 0
    BACKGROUND = 1


class QueueFull(Unavailable):
    """More units wait than the queue may hold. Nothing was done."""

    code, title = "queue_full", "Too much work is waiting"


class DatabaseAway(Unavailable):
    """The database cannot be reached, or went away. Retry with the same Idempotency-Key."""

    code, title = "database_unavailable", "The database cannot be reached"


class Contended(Unavailable):
    """The unit lost every race against others for the same rows, and was rolled back each time."""

    code, title = "contended", "Too many writers want the same rows"


class UnitPoisoned(Exception):
    """A use case swallowed an error outside a savepoint and returned: a defect, so nothing was committed."""


class TenancyViolation(Exception):
    """A statement touches a tenant table without tying it to the organization: a defect, refused when compiled."""


@dataclass(frozen=True, slots=True)
class SlowUnit:
    """How long the use case of that name took at its longest, in seconds, and how often it ran."""

    name: str
    count: int
    total_seconds: float
    longest_seconds: float


@dataclass(frozen=True, slots=True)
class DatabaseStatistics:
    """A look inside for the operator."""

    engine: str
    queued_interactive: int
    queued_background: int
    commits: int
    rollbacks: int
    reruns: int
    groups: int
    size_bytes: int
    slowest: tuple[SlowUnit, ...] = field(default_factory=tuple)


class Database(Protocol):
    """Runs use cases in transactions. All methods are safe to call from the event loop.

    A use case may be run again from its start, so it does nothing but talk to its unit. What it raises reaches the
    caller unchanged when it is an `Exception`; anything else is wrapped.
    """

    async def open(self) -> None:
        """Connect and start the threads. Raises `DatabaseAway`."""
        ...

    async def close(self) -> None:
        """Finish what was started and queued, then disconnect."""
        ...

    async def write(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run in one transaction; returns once it is durable."""
        ...

    async def write_background(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `write`, behind everything that people wait for."""
        ...

    async def read(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run on one snapshot, read only, for at most `READ_SECONDS_MAX`."""
        ...

    async def point(
        self, context: Context, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """One look-up by primary key: on SQLite inline on the event loop, elsewhere as `read`."""
        ...

    async def system_read(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `read`, across organizations, without the tenancy guard. Allowed in a listed set of places only."""
        ...

    async def system_write(
        self, reason: str, use_case: Callable[Concatenate[Unit, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `write`, across organizations, without the tenancy guard. Allowed in a listed set of places only."""
        ...

    def version(self) -> int | None:
        """A number that is another one after a commit by anybody, in this process or not; None where it is unknown.

        What a point read found is still true for as long as the number read before it stays the same.
        """
        ...

    async def check(self) -> None:
        """Ask the database something that it can only answer when it works. Raises `DatabaseAway`."""
        ...

    async def sequence_events(self) -> int:
        """Give committed events their positions; returns how many. SQLite does it inside each commit."""
        ...

    def statistics(self) -> DatabaseStatistics: ...
