"""import-linter keeps the walls; each wall is broken on purpose in a copy, to see that it would notice."""

from __future__ import annotations

import configparser
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.house import MODULES, ROOT
from tests.architecture.walls import add, copy_house, lint

_OPTIONS = configparser.ConfigParser()
_OPTIONS.read(ROOT / ".importlinter")
CONTRACTS = {
    section.rpartition(":")[2]: _OPTIONS[section]["name"]
    for section in _OPTIONS.sections()
    if section.startswith("importlinter:contract:")
}
VENDORS = _OPTIONS["importlinter:contract:vendors"]["forbidden_modules"].split()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return copy_house(tmp_path)


def test_all_walls_stand() -> None:
    verdict = lint(ROOT)

    assert verdict.kept, verdict.report


def test_modules_stand_in_the_order_that_the_linter_keeps() -> None:
    layers = _OPTIONS["importlinter:contract:order"]["layers"].split()

    assert tuple(reversed(layers)) == MODULES
    assert sorted(path.parent.name for path in (ROOT / "modules").glob("*/__init__.py")) == sorted(MODULES)


@dataclass(frozen=True)
class Breach:
    """An import that the contract must refuse. Both ends are made up where they do not exist."""

    contract: str
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.contract}: {self.importer} -> {self.imported}"


BREACHES = [
    Breach("floors", "kernel.breach", "providers.database.port"),
    Breach("floors", "kernel.breach", "app.factory"),
    Breach("floors", "providers.http.breach", "modules.auth.public.models"),
    Breach("floors", "providers.breach.port", "app.settings"),
    Breach("floors", "modules.auth.breach.service", "app.settings"),
    Breach("order", "modules.auth.breach.service", "modules.notifications.public.protocol"),
    Breach("order", "modules.catalog.breach.handlers", "modules.finance.public.events"),
    Breach("order", "modules.finance.breach.domain", "modules.workflow.public.models"),
    Breach("doors", "modules.finance.breach.service", "modules.auth.facade"),
    Breach("doors", "modules.workflow.breach.repository", "modules.catalog.breach.tables"),
    Breach("doors", "modules.finance.breach.repository", "modules.auth.breach.tables"),
    Breach("doors", "modules.notifications.breach.service", "modules.auth.breach.service"),
    Breach("pure", "kernel.breach", "sqlalchemy"),
    Breach("pure", "kernel.breach", "fastapi"),
    Breach("pure", "kernel.breach", "providers.database.port"),
    Breach("pure", "modules.auth.public.breach", "starlette"),
    Breach("pure", "modules.auth.public.breach", "pydantic"),
    Breach("pure", "modules.auth.public.breach", "providers.database.types"),
    Breach("pure", "modules.auth.public.breach", "modules.auth.breach.domain"),
    Breach("pure", "modules.finance.public.breach", "modules.auth.public.models"),
    Breach("adapters", "app.breach", "providers.breach.adapters.embedded"),
    Breach("adapters", "providers.breach.service", "providers.breach.adapters.embedded"),
    Breach("adapters", "modules.auth.breach.service", "providers.breach.adapters.embedded"),
    Breach("builders", "app.breach", "modules.auth.module"),
    Breach("builders", "modules.auth.breach.service", "modules.auth.module"),
    Breach("facades", "app.composition", "modules.auth.facade"),
    Breach("facades", "modules.auth.breach.service", "modules.auth.facade"),
    Breach("statements", "modules.auth.breach.router", "sqlalchemy"),
    Breach("statements", "modules.auth.breach.service", "sqlalchemy"),
    Breach("statements", "modules.auth.breach.service", "providers.database.schema"),
    Breach("statements", "modules.auth.breach.router", "providers.database.types"),
    Breach("web", "modules.auth.breach.service", "fastapi"),
    Breach("web", "modules.auth.breach.repository", "starlette"),
    Breach("nouns", "modules.auth.breach.tables", "modules.auth.breach.repository"),
    Breach("nouns", "modules.auth.breach.repository", "modules.auth.breach.service"),
    Breach("nouns", "modules.auth.breach.service", "modules.auth.breach.deps"),
    Breach("nouns", "modules.auth.breach.service", "modules.auth.breach.handlers"),
    Breach("nouns", "modules.auth.breach.service", "modules.auth.breach.tasks"),
    Breach("nouns", "modules.auth.breach.deps", "modules.auth.breach.router"),
    Breach("shortcuts", "modules.auth.breach.router", "modules.auth.breach.repository"),
    Breach("shortcuts", "modules.auth.breach.router", "modules.auth.breach.tables"),
    Breach("shortcuts", "modules.auth.breach.deps", "modules.auth.breach.repository"),
    Breach("neighbors", "modules.auth.breach.service", "modules.auth.breached.repository"),
    Breach("neighbors", "modules.auth.breach.repository", "modules.auth.breached.repository"),
    Breach("neighbors", "modules.auth.breach.service", "modules.auth.breached.tables"),
    Breach("neighbors", "modules.auth.breach.router", "modules.auth.breached.schemas"),
]


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_breach_is_noticed(house: Path, breach: Breach) -> None:
    if breach.imported.split(".")[0] in {"kernel", "providers", "modules", "app"}:
        add(house, breach.imported)
    add(house, breach.importer, f"import {breach.imported}")

    verdict = lint(house, breach.contract)

    assert not verdict.kept
    assert verdict.names(CONTRACTS[breach.contract], breach.importer, breach.imported), verdict.report


def test_every_vendor_is_kept_inside_adapters(house: Path) -> None:
    everything = "\n".join(f"import {vendor}" for vendor in VENDORS)
    for place in ("modules.auth.breach.service", "providers.database.breach", "app.breach"):
        add(house, place, everything)

    verdict = lint(house, "vendors")

    assert not verdict.kept
    for vendor in VENDORS:
        for place in ("modules.auth.breach.service", "providers.database.breach", "app.breach"):
            assert verdict.names(CONTRACTS["vendors"], place, vendor), f"{place} -> {vendor}\n{verdict.report}"


def test_a_new_module_fails_until_it_has_a_place_in_the_order(house: Path) -> None:
    add(house, "modules.sixth.facade")

    verdict = lint(house, "order")

    assert not verdict.kept
    assert f"{CONTRACTS['order']} BROKEN" in verdict.report
    assert "modules.sixth" in verdict.report


def test_what_the_walls_leave_open_stays_open(house: Path) -> None:
    """A wall that refuses everything would pass the tests above."""
    add(house, "providers.breach.adapters.embedded", "import sqlite3, psycopg")
    add(house, "app.composition", "import providers.breach.adapters.embedded\nimport modules.finance.module")
    add(house, "modules.finance.module", "import modules.finance.facade\nimport modules.finance.breach.router")
    add(house, "modules.finance.facade", "import modules.finance.breach.service")
    add(house, "modules.auth.public.breach", "import kernel.unit")
    add(house, "modules.finance.breach.tables", "import providers.database.schema, sqlalchemy")
    add(house, "modules.finance.breached.tables")
    add(
        house,
        "modules.finance.breach.repository",
        "import modules.finance.breach.tables, modules.finance.breached.tables",
    )
    add(house, "modules.finance.breached.service", "import modules.auth.public.breach")
    add(
        house,
        "modules.finance.breach.service",
        "import modules.finance.breach.repository, modules.finance.breached.service, modules.auth.public.breach",
    )
    add(house, "modules.finance.breach.router", "import fastapi, modules.finance.breach.service")

    verdict = lint(house)

    assert verdict.kept, verdict.report


def test_every_contract_is_broken_once() -> None:
    assert {breach.contract for breach in BREACHES} | {"vendors"} == set(CONTRACTS)
