"""Puts the numbers of benchmarks/results/latest.json into docs/performance.md: `python -m benchmarks.page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "latest.json"
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- numbers: written by make bench -->", "<!-- end of numbers -->"

# What the first release set out to reach on two cores with 32 connections.
TARGETS = (
    ("Start to the first 200", "fivefold.start", "under", 2.5),
    ("Resident memory after the load", "fivefold.resident_loaded", "under", 130.0),
    ("me", "fivefold.me.throughput", "at least", 1200.0),
    ("get_project", "fivefold.get_project.throughput", "at least", 1200.0),
    ("me beside bare", "ratio.me.fivefold_to_bare", "at least", 0.5),
    ("get_project beside bare", "ratio.get_project.fivefold_to_bare", "at least", 0.5),
    ("create_project, durable", "fivefold.create_project.throughput", "at least", 800.0),
    ("create_project, p99", "fivefold.create_project.p99", "under", 150.0),
)
KINDS = ("health", "me", "list_projects", "get_project", "create_project")
SERVERS = ("fivefold", "bare", "async_orm")


def with_numbers(text: str) -> str:
    """The page's text with the numbers as they are in the results."""
    rows = {row["name"]: row for row in json.loads(RESULTS.read_text())}
    setting = rows["fivefold.health.throughput"]["note"]
    values = {name: float(row["value"]) for name, row in rows.items()}
    units = {name: str(row["unit"]) for name, row in rows.items()}
    before, rest = text.split(BEGIN)
    numbers = f"{setting}.\n\n{_comparison(values)}\n\n{_targets(values, units)}"
    return f"{before}{BEGIN}\n\n{numbers}\n\n{END}{rest.split(END)[1]}"


def write_page() -> None:
    """Bring docs/performance.md up to date."""
    PAGE.write_text(with_numbers(PAGE.read_text()))


def _comparison(values: Mapping[str, float]) -> str:
    lines = [
        "| Request | Server | req/s | p50 ms | p95 ms | p99 ms | Fivefold is |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for kind in KINDS:
        for server in SERVERS:
            throughput, *latencies = (
                values[f"{server}.{kind}.{what}"] for what in ("throughput", "p50", "p95", "p99")
            )
            ratio = "" if server == "fivefold" else f"{values[f'ratio.{kind}.fivefold_to_{server}']:.2f} x"
            cells = (f"{throughput:,.0f}", *(f"{latency:.1f}" for latency in latencies), ratio)
            lines.append(f"| {kind} | {server} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _targets(values: Mapping[str, float], units: Mapping[str, str]) -> str:
    lines = ["| Target | Wanted | Measured | |", "|---|---:|---:|---|"]
    for name, measure, direction, bound in TARGETS:
        value, unit = values[measure], units[measure]
        reached = value < bound if direction == "under" else value >= bound
        lines.append(
            f"| {name} | {direction} {bound:,g} {unit} | {value:,g} | {'reached' if reached else 'missed'} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    write_page()
