"""How long units take, by name, so that the longest can be named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog

from providers.database.port import UNIT_SECONDS_GOAL, SlowUnit

_log = structlog.get_logger("fivefold.database")
_NAMES_MAX = 1000
_SHOWN = 20


def name_of(use_case: Callable[..., Any]) -> str:
    """`module.noun.service.function` without its first floor, as it appears in logs and statistics."""
    module = getattr(use_case, "__module__", "")
    return f"{module}.{getattr(use_case, '__qualname__', type(use_case).__name__)}"


class UnitTimings:
    """Counts and durations per use case; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_name: dict[str, list[float]] = {}
        self.commits = 0
        self.rollbacks = 0
        self.reruns = 0
        self.groups = 0

    def record(self, name: str, seconds: float, *, committed: bool, writes: bool) -> None:
        """Note one run; a writing unit over its goal is logged by name."""
        with self._lock:
            if committed:
                self.commits += 1
            else:
                self.rollbacks += 1
            entry = self._by_name.get(name)
            if entry is None:
                if len(self._by_name) >= _NAMES_MAX:
                    return
                entry = self._by_name[name] = [0, 0.0, 0.0]
            entry[0] += 1
            entry[1] += seconds
            is_record = seconds > entry[2]
            entry[2] = max(entry[2], seconds)
        # Only a new record is logged, so that a slow unit under load does not flood the log.
        if writes and is_record and seconds > UNIT_SECONDS_GOAL:
            _log.warning("long unit", unit=name, milliseconds=round(seconds * 1000, 1))

    def slowest(self) -> tuple[SlowUnit, ...]:
        """The use cases with the longest single runs, longest first."""
        with self._lock:
            rows = [SlowUnit(name, int(e[0]), e[1], e[2]) for name, e in self._by_name.items()]
        return tuple(sorted(rows, key=lambda row: -row.longest_seconds)[:_SHOWN])
