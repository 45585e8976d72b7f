"""What import-linter cannot see, in every file of the house; each rule is seen to fail on an invented file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.architecture import rules, shape
from tests.architecture.house import FLOORS, ROOT, Source, repository_files, sources

Rule = Callable[[Source], Iterable[str]]
TextRule = Callable[[str, str], Iterable[str]]

PRODUCT_RULES: list[Rule] = [
    rules.init_holds_only_a_docstring,
    rules.public_imports_only_kernel,
    rules.no_relative_imports,
    rules.no_import_by_string,
    rules.no_table_by_string,
    rules.no_sql_text,
    rules.system_units_in_listed_places,
    rules.nothing_avoided,
    rules.no_clock_but_the_kernels,
    rules.nothing_fired_and_forgotten,
    shape.file_fits,
    shape.functions_fit,
    shape.names_say_what,
]
EVERYWHERE_RULES: list[Rule] = [rules.nothing_avoided, shape.names_say_what, shape.nothing_patched]
TEXT_RULES: list[TextRule] = [shape.nothing_left_over, shape.no_registry_named, shape.no_workplace]


@pytest.mark.parametrize("rule", PRODUCT_RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps(rule: Rule) -> None:
    assert [finding for source in sources(*FLOORS) for finding in rule(source)] == []


@pytest.mark.parametrize("rule", EVERYWHERE_RULES, ids=lambda rule: rule.__name__)
def test_what_surrounds_it_keeps(rule: Rule) -> None:
    assert [finding for source in sources("tests", "benchmarks", "deploy") for finding in rule(source)] == []


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.__name__)
def test_the_repository_keeps(rule: TextRule) -> None:
    found: list[str] = []
    for name in repository_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += rule(name, text)

    assert found == []


def test_the_top_of_the_repository_is_known() -> None:
    assert list(shape.top_level_is_known(repository_files())) == []


@pytest.mark.parametrize(
    ("name", "count"), [("utils/x.py", 1), ("notes.txt", 1), ("requirements-dev.lock", 0), ("app/x.py", 0)]
)
def test_an_unknown_entry_at_the_top_is_noticed(name: str, count: int) -> None:
    assert len(list(shape.top_level_is_known([name]))) == count


SERVICE = "modules/auth/members/service.py"
PUBLIC = "modules/auth/public/models.py"
OFFENCES: list[tuple[Rule, str, str]] = [
    (
        rules.init_holds_only_a_docstring,
        "modules/auth/__init__.py",
        '"""Doc."""\nfrom modules.auth.facade import Auth',
    ),
    (rules.init_holds_only_a_docstring, "kernel/__init__.py", ""),
    (rules.public_imports_only_kernel, PUBLIC, "import orjson"),
    (rules.public_imports_only_kernel, PUBLIC, "from modules.finance.public import models"),
    (rules.public_imports_only_kernel, PUBLIC, "from modules.auth.members.domain import Member"),
    (rules.public_imports_only_kernel, "modules/auth/public.py", "def f():\n    import providers.database.port"),
    (rules.no_relative_imports, SERVICE, "from . import repository"),
    (rules.no_import_by_string, SERVICE, "importlib.import_module(name)"),
    (rules.no_import_by_string, SERVICE, "import_module(name)"),
    (rules.no_import_by_string, SERVICE, "__import__(name)"),
    (rules.no_import_by_string, SERVICE, 'load("modules.finance.facade:Finance")'),
    (rules.no_table_by_string, SERVICE, 'MEMBERS.metadata.tables["auth_users"]'),
    (rules.no_table_by_string, SERVICE, "from providers.database.schema import metadata"),
    (rules.no_sql_text, SERVICE, "from sqlalchemy import text"),
    (rules.no_sql_text, SERVICE, "sa.text(words)"),
    (rules.no_sql_text, SERVICE, "connection.exec_driver_sql(words)"),
    (rules.no_sql_text, SERVICE, "sqlalchemy.literal_column(words)"),
    (rules.no_sql_text, SERVICE, 'unit.execute("SELECT 1")'),
    (rules.no_sql_text, SERVICE, 'unit.execute(f"SELECT {x}")'),
    (rules.system_units_in_listed_places, SERVICE, 'await database.system_read("why", use_case)'),
    (rules.system_units_in_listed_places, SERVICE, 'await database.system_write("why", use_case)'),
    (rules.nothing_avoided, SERVICE, "from fastapi import HTTPException"),
    (rules.nothing_avoided, SERVICE, "raise fastapi.HTTPException(404)"),
    (rules.nothing_avoided, SERVICE, "class Slow(BaseHTTPMiddleware): ..."),
    (rules.nothing_avoided, "app/http/errors.py", "raise HTTPException(404)"),
    (rules.nothing_avoided, "tests/app/test_x.py", "application.dependency_overrides[a] = b"),
    (rules.no_clock_but_the_kernels, SERVICE, "datetime.now(UTC)"),
    (rules.no_clock_but_the_kernels, SERVICE, "datetime.datetime.utcnow()"),
    (rules.no_clock_but_the_kernels, SERVICE, "field(default_factory=date.today)"),
    (rules.no_clock_but_the_kernels, SERVICE, "time.time()"),
    (rules.no_clock_but_the_kernels, SERVICE, "from time import time_ns"),
    (rules.nothing_fired_and_forgotten, SERVICE, "asyncio.create_task(work())"),
    (rules.nothing_fired_and_forgotten, SERVICE, "asyncio.get_running_loop().create_task(work())"),
    (rules.nothing_fired_and_forgotten, SERVICE, "self._loop.create_task(work())"),
    (rules.nothing_fired_and_forgotten, SERVICE, "from asyncio import ensure_future"),
    (shape.file_fits, SERVICE, "x = 1\n" * 400),
    (shape.functions_fit, SERVICE, "def f():\n" + "    x = 1\n" * 70),
    (shape.functions_fit, SERVICE, "class C:\n    async def f(self):\n" + "        x = 1\n" * 70),
    (shape.names_say_what, "modules/auth/members/utils.py", ""),
    (shape.names_say_what, "app/common/x.py", ""),
    (shape.names_say_what, "providers/mail/mail_helpers.py", ""),
    (shape.names_say_what, SERVICE, "class RoleManager: ..."),
    (shape.names_say_what, SERVICE, "class BaseRole: ..."),
    (shape.nothing_patched, "tests/app/test_x.py", 'monkeypatch.setattr("app.x.y", 1)'),
    (shape.nothing_patched, "tests/app/test_x.py", 'mock.patch("app.x.y")'),
]


@pytest.mark.parametrize(("rule", "path", "text"), OFFENCES)
def test_an_offence_is_noticed(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(Source(path, text)))) == 1


def test_every_rule_is_seen_to_fail() -> None:
    assert {rule for rule, _, _ in OFFENCES} == set(PRODUCT_RULES) | set(EVERYWHERE_RULES)


INNOCENTS: list[tuple[Rule, str, str]] = [
    (rules.init_holds_only_a_docstring, "modules/auth/__init__.py", '"""Accounts, and who may do what."""\n'),
    (rules.init_holds_only_a_docstring, SERVICE, "x = 1"),
    (rules.public_imports_only_kernel, PUBLIC, "import re\nfrom kernel.ids import new_id"),
    (rules.public_imports_only_kernel, PUBLIC, "from modules.auth.public.errors import Wrong"),
    (rules.public_imports_only_kernel, SERVICE, "import orjson"),
    (rules.no_import_by_string, "app/cli.py", 'uvicorn.run("app.main:app")'),
    (rules.no_sql_text, SERVICE, "unit.execute(STATEMENT)\nbody.text"),
    (rules.no_sql_text, "providers/database/adapters/sqlite.py", 'connection.exec_driver_sql("PRAGMA x")'),
    (rules.system_units_in_listed_places, "app/operations/overview/service.py", "await database.system_read(why, f)"),
    (rules.no_clock_but_the_kernels, "kernel/clock.py", "datetime.now(UTC)"),
    (rules.nothing_avoided, "app/http/errors.py", "application.add_exception_handler(HTTPException, render)"),
    (rules.no_clock_but_the_kernels, SERVICE, "clock.now()\ntime.monotonic()\nunit.now"),
    (
        rules.nothing_fired_and_forgotten,
        SERVICE,
        "async with asyncio.TaskGroup() as group:\n    group.create_task(f())",
    ),
    (rules.nothing_fired_and_forgotten, "app/background.py", "asyncio.create_task(work())"),
    (shape.file_fits, SERVICE, "x = 1\n" * 399),
    (shape.file_fits, "modules/auth/migrations/versions/0001.py", "x = 1\n" * 500),
    (shape.functions_fit, SERVICE, "def f():\n" + "    x = 1\n" * 69),
    (shape.names_say_what, SERVICE, "class Baseline: ..."),
    (shape.nothing_patched, "tests/app/test_x.py", 'monkeypatch.setenv("FIVEFOLD_PORT", "1")'),
]


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENTS)
def test_an_innocent_is_left_alone(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (shape.nothing_left_over, "app/x.py", "# TO" + "DO: later"),
        (shape.nothing_left_over, "docs/x.md", "FIX" + "ME"),
        (shape.nothing_left_over, "dashboard/src/x.ts", "// HA" + "CK around it"),
        (shape.no_registry_named, "requirements.lock", "a @ https:" + "//example.org/a.whl"),
        (shape.no_registry_named, "Dockerfile", "RUN pip install --index-" + "url https://example.org/simple x"),
        (shape.no_registry_named, "dashboard/.npmrc", "registry" + "=http://127.0.0.1:4873"),
        (shape.no_registry_named, "dashboard/package-lock.json", '"resolved": "https:' + '//example.org/a.tgz"'),
        (shape.no_registry_named, "docs/x.md", "https:" + "//registry.npm" + "js.org/react"),
        (shape.no_workplace, "docs/x.md", "see /wo" + "rk/main/docs"),
        (shape.no_workplace, "docs/x.md", "Co-Authored" + "-By: somebody"),
    ],
)
def test_an_offending_text_is_noticed(rule: TextRule, path: str, text: str) -> None:
    assert len(list(rule(path, text))) == 1


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (shape.nothing_left_over, "app/x.py", 'Money(1, "XXX")'),
        (shape.no_registry_named, "requirements.lock", "httpx==0.28 --hash=sha256:00"),
        (shape.no_registry_named, "dashboard/package-lock.json", '"funding": {"url": "https:' + '//example.org/"}'),
        (shape.no_registry_named, "README.md", "curl http:" + "//localhost:8000/health"),
        (shape.no_workplace, "Dockerfile", "WORKDIR /work"),
    ],
)
def test_an_innocent_text_is_left_alone(rule: TextRule, path: str, text: str) -> None:
    assert list(rule(path, text)) == []
