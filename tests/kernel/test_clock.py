"""The machine's clock is in UTC; the other one moves when told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kernel.clock import Clock, ManualClock, SystemClock


def test_the_machines_clock_is_in_utc() -> None:
    clock: Clock = SystemClock()

    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(seconds=5)
    assert abs(datetime.now(UTC) - first) < timedelta(seconds=5)


def test_a_manual_clock_moves_only_when_told_to() -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    clock = ManualClock(noon)

    assert clock.now() == clock.now() == noon
    assert clock.advance(timedelta(hours=1)) == clock.now() == datetime(2026, 3, 29, 13, tzinfo=UTC)
