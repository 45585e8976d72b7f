"""docs/performance.md holds the numbers that were measured, and no others."""

from __future__ import annotations

from benchmarks import page


def test_the_numbers_are_those_of_the_results() -> None:
    text = page.PAGE.read_text()
    assert page.with_numbers(text) == text, "stale: run python -m benchmarks.page"
