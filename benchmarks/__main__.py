"""`python -m benchmarks`: the product as shipped, beside a bare handler and beside an async ORM session."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks import page
from benchmarks.load import Load, Measured, run_load
from benchmarks.scenarios import NAMES, Scenario, baseline_scenarios, product_scenarios
from benchmarks.servers import REPOSITORY, Server

BASELINES = {"bare": "benchmarks.baselines.bare:app", "async_orm": "benchmarks.baselines.async_orm:app"}
UNLIMITED = {"FIVEFOLD_RATE_LIMIT_PER_SECOND": "0", "FIVEFOLD_RATE_LIMIT_AUTH_PER_SECOND": "0"}
STARTS = 5


@dataclass
class Outcome:
    """Everything measured about one server."""

    start_seconds: list[float] = field(default_factory=list)
    idle_mb: float | None = None
    loaded_mb: float | None = None
    loads: dict[str, Measured] = field(default_factory=dict)


def main() -> int:
    options = read_options()
    folder = options.data_dir or Path(tempfile.mkdtemp(prefix="bench-", dir=_scratch()))
    try:
        outcomes = measure_all(options, folder)
    finally:
        if options.data_dir is None:
            shutil.rmtree(folder, ignore_errors=True)
    show(outcomes)
    if not options.url and not options.only:
        page.RESULTS.parent.mkdir(exist_ok=True)
        page.RESULTS.write_text(json.dumps(records(outcomes, options), indent=1) + "\n")
        page.write_page()
    failed = [f"{name} of {who}: {load.statuses} {load.sample}" for who, name, load in _failures(outcomes)]
    print("\n".join(failed))
    return 1 if failed else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="folder for the databases (default: a new one, removed after)")
    parser.add_argument("--url", help="measure a server that is running already, alone, and write no results")
    parser.add_argument("--seconds", type=float, default=5.0, help="measured time per request kind (default 5)")
    parser.add_argument("--connections", type=int, default=32, help="kept-alive connections (default 32)")
    parser.add_argument(
        "--only", choices=NAMES, action="append", help="measure this one, may be repeated; writes no results"
    )
    return parser.parse_args()


def measure_all(options: argparse.Namespace, folder: Path) -> dict[str, Outcome]:
    """The product first, then what stands beside it; one server at a time."""
    if options.url:
        address = urlsplit(options.url)
        scenarios = product_scenarios(options.url.rstrip("/"))
        loads = run_scenarios(scenarios, address.hostname or "127.0.0.1", address.port or 80, options)
        return {"fivefold": Outcome(loads=loads)}
    outcomes = {"fivefold": measure_product(options, folder / "fivefold")}
    for name, application in BASELINES.items():
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        server = Server(application, home, {"BENCHMARK_FOLDER": str(home)}, "/health")
        outcomes[name] = measure_server(server, options, starts=1)
    return outcomes


def measure_product(options: argparse.Namespace, home: Path) -> Outcome:
    home.mkdir(parents=True, exist_ok=True)
    environment = {"FIVEFOLD_DATA_DIR": str(home), **UNLIMITED}
    server = Server("app.main:app", home, environment, "/health/ready")
    return measure_server(server, options, starts=STARTS)


def measure_server(server: Server, options: argparse.Namespace, starts: int) -> Outcome:
    """Start it `starts` times, then load the last one."""
    outcome = Outcome()
    try:
        for _ in range(starts):
            server.stop()
            outcome.start_seconds.append(server.start())
        outcome.idle_mb = server.resident_mb()
        is_product = starts > 1
        url = f"http://{server.host}:{server.port}"
        scenarios = product_scenarios(url) if is_product else baseline_scenarios()
        outcome.loads = run_scenarios(scenarios, server.host, server.port, options)
        outcome.loaded_mb = server.resident_mb()
    finally:
        server.stop()
    return outcome


def run_scenarios(
    scenarios: Sequence[Scenario], host: str, port: int, options: argparse.Namespace
) -> dict[str, Measured]:
    return {
        scenario.name: run_load(
            Load(
                host=host,
                port=port,
                method=scenario.method,
                path=scenario.path,
                headers=dict(scenario.headers),
                body=scenario.body,
                connections=options.connections,
                seconds=options.seconds,
            )
        )
        for scenario in scenarios
        if not options.only or scenario.name in options.only
    }


def show(outcomes: dict[str, Outcome]) -> None:
    """Print what was measured, with ratios against the product where others stand beside it."""
    table = Table("request", "server", "req/s", "p50 ms", "p95 ms", "p99 ms", "Fivefold is")
    for name in NAMES:
        for who, outcome in outcomes.items():
            if load := outcome.loads.get(name):
                numbers = (f"{load.per_second:,.0f}", f"{load.p50_ms}", f"{load.p95_ms}", f"{load.p99_ms}")
                own = outcomes["fivefold"].loads[name]
                ratio = "" if who == "fivefold" else f"{own.per_second / load.per_second:.2f} x"
                table.add_row(name if who == "fivefold" else "", who, *numbers, ratio)
    console = Console(width=100)
    console.print(table)
    for who, outcome in outcomes.items():
        if outcome.start_seconds and outcome.idle_mb and outcome.loaded_mb:
            starts = sorted(outcome.start_seconds)
            console.print(
                f"{who}: ready {starts[len(starts) // 2]:.2f} s after its start (median of {len(starts)}, longest"
                f" {starts[-1]:.2f}), resident {outcome.idle_mb:.0f} MB idle, {outcome.loaded_mb:.0f} MB loaded"
            )


def records(outcomes: dict[str, Outcome], options: argparse.Namespace) -> list[dict[str, object]]:
    """The results as a flat list, for machines."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    setting = (
        f"{now}, {platform.machine()}, Python {platform.python_version()}, Fivefold {version('fivefold')},"
        f" {options.connections} connections, {options.seconds:g} s each"
    )
    rows: list[dict[str, object]] = []

    def add(name: str, value: float, unit: str, note: str = setting) -> None:
        rows.append({"name": name, "value": round(value, 2), "unit": unit, "note": note})

    for who, outcome in outcomes.items():
        for name, load in outcome.loads.items():
            add(f"{who}.{name}.throughput", load.per_second, "req/s")
            for percentile in ("p50", "p95", "p99"):
                add(f"{who}.{name}.{percentile}", getattr(load, f"{percentile}_ms"), "ms")
            if who != "fivefold":
                ratio = outcomes["fivefold"].loads[name].per_second / load.per_second
                add(f"ratio.{name}.fivefold_to_{who}", ratio, "ratio", "throughput of Fivefold divided by this one's")
        if outcome.start_seconds and outcome.idle_mb and outcome.loaded_mb:
            starts = sorted(outcome.start_seconds)
            add(f"{who}.start", starts[len(starts) // 2], "s", f"process start to first 200, median of {len(starts)}")
            add(f"{who}.resident_idle", outcome.idle_mb, "MB", "after the start")
            add(f"{who}.resident_loaded", outcome.loaded_mb, "MB", "after all loads")
    return rows


def _failures(outcomes: dict[str, Outcome]) -> list[tuple[str, str, Measured]]:
    return [
        (who, name, load)
        for who, outcome in outcomes.items()
        for name, load in outcome.loads.items()
        if load.failures
    ]


def _scratch() -> Path:
    """A folder on the disk of the checkout: /tmp may be memory, where durable writes cost nothing."""
    scratch = REPOSITORY / ".make"
    scratch.mkdir(exist_ok=True)
    return scratch


if __name__ == "__main__":
    sys.exit(main())
