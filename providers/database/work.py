"""Units on their way to a database thread and back to the event loop that waits for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import structlog

from kernel.context import Context
from providers.database.port import Lane, QueueFull
from providers.database.timings import name_of

_log = structlog.get_logger("fivefold.database")
INTERACTIVE_SHARE: Final = 64
BACKGROUND_SHARE_BESIDE: Final = 1
BACKGROUND_SHARE_ALONE: Final = 16


@dataclass(slots=True, eq=False)
class Work:
    """One unit to run: for whom, what, and who waits for the outcome."""

    context: Context
    use_case: Callable[..., Any]
    run: Callable[[Any], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    lane: Lane = Lane.INTERACTIVE
    writes: bool = True
    unguarded: bool = False
    reason: str = ""
    is_cancelled: bool = False
    queued_at: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> str:
        return name_of(self.use_case)

    @property
    def is_hot(self) -> bool:
        return bool(getattr(self.use_case, "__hot__", False))


@dataclass(slots=True)
class Outcome:
    """What became of a unit: its result, or the exception for its caller."""

    result: Any = None
    error: Exception | None = None


def work_for(
    context: Context,
    use_case: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    **options: Any,
) -> Work:
    """Work bound to the running event loop."""
    loop = asyncio.get_running_loop()

    def run(unit: Any) -> Any:
        return use_case(unit, *args, **kwargs)

    return Work(context, use_case, run, loop, loop.create_future(), **options)


def for_caller(error: BaseException) -> Exception:
    """The exception as it may reach a future: a SystemExit or KeyboardInterrupt set on one would stop the loop."""
    if isinstance(error, Exception):
        return error
    wrapped = RuntimeError(f"the unit raised {type(error).__name__}")
    wrapped.__cause__ = error
    return wrapped


def deliver(finished: Iterable[tuple[Work, Outcome]]) -> None:
    """Resolve the callers' futures, with one wake-up per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Work, Outcome]]] = {}
    for work, outcome in finished:
        by_loop.setdefault(work.loop, []).append((work, outcome))
    for loop, pairs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(partial(_resolve, pairs))


def _resolve(pairs: list[tuple[Work, Outcome]]) -> None:
    for work, outcome in pairs:
        if work.future.done():
            continue
        if outcome.error is not None:
            work.future.set_exception(outcome.error)
        else:
            work.future.set_result(outcome.result)


class WorkQueue:
    """Two bounded lanes. What people wait for goes first; the background is never starved altogether."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lanes: dict[Lane, deque[Work]] = {lane: deque() for lane in Lane}
        self._arrived = threading.Condition()
        self._is_closed = False

    def depth(self, lane: Lane) -> int:
        return len(self._lanes[lane])

    async def run(self, work: Work) -> Any:
        """Queue and wait. Cancelling removes queued work; work that has started finishes unobserved."""
        self.put(work)
        try:
            return await work.future
        except asyncio.CancelledError:
            work.is_cancelled = True
            raise

    def put(self, work: Work) -> None:
        with self._arrived:
            lane = self._lanes[work.lane]
            if self._is_closed or len(lane) >= self._capacity:
                raise QueueFull(retry_after_seconds=1)
            lane.append(work)
            self._arrived.notify()

    def take(self, share: int = INTERACTIVE_SHARE) -> list[Work]:
        """Wait for work and take up to `share` units; an empty list means closed and drained."""
        with self._arrived:
            while not any(self._lanes.values()):
                if self._is_closed:
                    return []
                self._arrived.wait()
            taken = self._taken_from(Lane.INTERACTIVE, share)
            rest = min(share - len(taken), BACKGROUND_SHARE_BESIDE if taken else BACKGROUND_SHARE_ALONE)
            taken += self._taken_from(Lane.BACKGROUND, rest)
            return taken

    def _taken_from(self, lane: Lane, most: int) -> list[Work]:
        queue = self._lanes[lane]
        return [queue.popleft() for _ in range(min(most, len(queue)))]

    def close(self) -> None:
        """Refuse new work; what is queued is still handed out."""
        with self._arrived:
            self._is_closed = True
            self._arrived.notify_all()


def run_after_commit(action: Callable[[], None]) -> None:
    """Run one after-commit action. Its failure is logged and goes no further."""
    try:
        action()
    except Exception:  # noqa: BLE001  # the unit is durable; its caller must not be told otherwise
        _log.exception("an after-commit action failed")
