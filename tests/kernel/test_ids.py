"""Identifiers sort by creation, within a process and across threads, and are laid out as RFC 9562 says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from uuid import RFC_4122, UUID

import pytest

from kernel import ids
from kernel.errors import Invalid
from kernel.ids import INSTANCE_ID, new_id, parse_id

_FAR = 1 << 47
"""Milliseconds, some four thousand years from now."""


@pytest.fixture
def last() -> Iterator[list[int]]:
    """The generator's memory, put back afterwards."""
    before = list(ids._last)
    yield ids._last
    ids._last[:] = before


def test_the_bits_are_those_of_version_7() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(1000)]
    after = time.time_ns() // 1_000_000

    for identifier in made:
        assert identifier.version == 7
        assert identifier.variant == RFC_4122
        assert before <= identifier.int >> 80 <= after + 1


def test_identifiers_sort_in_the_order_of_their_making() -> None:
    made = [new_id() for _ in range(20_000)]

    assert made == sorted(made)
    assert [identifier.bytes for identifier in made] == sorted(identifier.bytes for identifier in made)
    assert [str(identifier) for identifier in made] == sorted(str(identifier) for identifier in made)
    assert len(set(made)) == len(made)


def test_the_counter_counts_within_a_millisecond(last: list[int]) -> None:
    last[:] = [_FAR, 41]

    identifier = new_id()

    assert identifier.int >> 80 == _FAR
    assert identifier.int >> 64 & 0xFFF == 42


def test_a_full_counter_borrows_the_next_millisecond(last: list[int]) -> None:
    last[:] = [_FAR, 0xFFF]

    identifier = new_id()

    assert identifier.int >> 80 == _FAR + 1
    assert identifier.int >> 64 & 0xFFF == 0
    assert (identifier.version, identifier.variant) == (7, RFC_4122)


def test_a_clock_that_steps_back_changes_nothing(last: list[int]) -> None:
    last[:] = [_FAR, 0]

    assert new_id() < new_id() < new_id()


def test_a_new_millisecond_starts_low_enough_to_count_upwards(last: list[int]) -> None:
    for _ in range(200):
        last[:] = [0, 0]
        assert new_id().int >> 64 & 0xFFF <= 0x3FF


def test_threads_never_share_an_identifier_and_each_sees_them_rise() -> None:
    made: list[list[UUID]] = [[] for _ in range(8)]
    start = threading.Barrier(len(made))

    def make(mine: list[UUID]) -> None:
        start.wait()
        mine.extend(new_id() for _ in range(2000))

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(mine == sorted(mine) and len(mine) == 2000 for mine in made)
    assert len({identifier.int >> 64 for mine in made for identifier in mine}) == 16_000


def test_parse_reads_what_str_writes() -> None:
    identifier = new_id()

    assert parse_id(str(identifier)) == identifier


@pytest.mark.parametrize("text", ["", "x", "0190", "g" * 32, "0" * 33, None, 7])
def test_parse_refuses_everything_else_and_names_the_field(text: object) -> None:
    with pytest.raises(Invalid) as caught:
        parse_id(text, "client_id")  # type: ignore[arg-type]  # what a careless caller may pass

    assert caught.value.detail == "client_id must be a UUID."
    assert [error.field for error in caught.value.errors] == ["client_id"]


def test_the_instance_is_no_organization() -> None:
    assert INSTANCE_ID.int == 0
    assert new_id() != INSTANCE_ID
