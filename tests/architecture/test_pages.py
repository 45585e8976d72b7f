"""The pages that are written from the source are as the source is now."""

from __future__ import annotations

import re

from tests.architecture import modules_page, tenancy_page
from tests.architecture.house import MODULES, Source, sources
from tests.architecture.modules_page import Room, diagram, imports_between_rooms, survey
from tests.architecture.tables import load_tables

_MERMAID_LINE = re.compile(
    r"flowchart TB|subgraph \w+\[\"[\w/]+\"\]|end"  # structure
    r"|\w+\[\"\w+\"\]|\w+ -\.-> \w+|\w+ -->\|\d+\| \w+"  # nodes and arrows
)

_FILES = [
    Source("modules/sales/__init__.py", '"""Sells things. Nothing else | at all."""\n'),
    Source(
        "modules/sales/module.py", 'def build():\n    return ModuleSpec(name="sales", depends_on=("auth", "stock"))\n'
    ),
    Source(
        "modules/sales/orders/router.py",
        'router = ApiRouter()\n\n@router.get("")\ndef list_(): ...\n\n'
        '@router.post("", status_code=201)\ndef create(): ...\n\n@cached()\ndef other(): ...\n',
    ),
    Source(
        "modules/sales/orders/tables.py",
        'ORDERS = tenant_table("sales_orders")\nKEYS = global_table("sales_keys", "why")\n',
    ),
    Source(
        "modules/sales/public/events.py",
        'class OrderPlaced(Event):\n    name = "sales.order.placed"\n\nclass Other:\n    x = 1\n',
    ),
    Source(
        "modules/sales/permissions.py",
        'ALL = (Permission("sales:orders:read", "See"), Permission("sales:orders:read", "Again"))\n',
    ),
]


def test_a_room_is_read_from_its_source() -> None:
    assert survey("sales", _FILES) == Room(
        name="sales",
        owns="Sells things",
        declared_dependencies=("auth", "stock"),
        operations=2,
        tables=2,
        events=1,
        permissions=1,
    )


def test_the_picture_is_valid_mermaid() -> None:
    picture = diagram({("modules.finance", "modules.auth"): 2, ("modules.auth", "providers.http"): 11})
    first, *lines, last = picture.splitlines()

    assert (first, last) == ("```mermaid", "```")
    assert [line for line in lines if not _MERMAID_LINE.fullmatch(line.strip())] == []
    assert "    modules_finance -->|2| modules_auth" in lines
    assert "        modules_workflow -.-> modules_finance" in lines
    assert sum(line.strip().startswith("subgraph") for line in lines) == sum(line.strip() == "end" for line in lines)


def test_the_page_of_the_modules_is_fresh() -> None:
    assert modules_page.PAGE.read_text(encoding="utf-8") == modules_page.current(), (
        "docs/modules.md is stale: python -m tests.architecture.modules_page"
    )


def test_the_page_of_tenancy_is_fresh() -> None:
    assert tenancy_page.PAGE.read_text(encoding="utf-8") == tenancy_page.render(load_tables()), (
        "docs/tenancy.md is stale: python -m tests.architecture.tenancy_page"
    )


def test_a_module_depends_on_what_it_imports() -> None:
    """`depends_on` is what the composition builds by; the imports are what is true."""
    files = sources("modules")
    imports = imports_between_rooms()

    for name in MODULES:
        used = {
            other.partition(".")[2] for room, other in imports if room == f"modules.{name}" and "modules." in other
        }
        said = set(survey(name, files).declared_dependencies)
        assert used <= said, f"{name} uses {sorted(used - said)} without saying so in module.py"
        assert said <= set(MODULES[: MODULES.index(name)]), f"{name} depends on a module to its right"
