"""How often a proof repeats itself: a few rounds in `make test`, the full count in `make prove`."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable

import pytest

IS_FULL = os.environ.get("FIVEFOLD_PROVE", "") == "1"

Record = Callable[[str, object], None]
"""Notes a figure under a name: "<value> <name>" stands beside the proof in docs/reliability.md."""


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """As pytest's own `record_property`, which warns whenever a JUnit report is written."""
    return lambda name, value: request.node.user_properties.append((name, value))


def rounds(few: int, full: int) -> int:
    """`full` under FIVEFOLD_PROVE=1, otherwise `few`."""
    return full if IS_FULL else few


PROVE = (pytest.mark.prove, pytest.mark.timeout(1800 if IS_FULL else 120))
"""Marks of a proof, with the time that its full count needs."""


async def a_moment(seconds_max: float) -> None:
    """Wait for any time up to that long: crashes come when they like."""
    await asyncio.sleep(random.uniform(0, seconds_max))  # noqa: S311  # chance, not a secret


def engines(group: str) -> list[object]:
    """Both engines as parameters, each kept on one worker, so that what is started for it is started once."""
    return [
        pytest.param(engine, marks=pytest.mark.xdist_group(f"{group}-{engine}"))
        for engine in ("sqlite", "postgresql")
    ]
