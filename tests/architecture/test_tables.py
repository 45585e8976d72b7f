"""Every table has an owner, a tenancy and types that lose nothing; each rule is seen to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from providers.database.types import Amount, Exact, Id, Instant, Words
from tests.architecture import tables as rules
from tests.architecture.house import Source, sources


def _table(name: str, *items: SchemaItem, tenant: bool = True, reason: str = "") -> Table:
    """As tenant_table and global_table make them, outside the house's metadata."""
    org: list[SchemaItem] = [Column("org_id", Id())] if tenant else []
    return Table(name, MetaData(), *org, Column("id", Id()), *items, info={"tenant": tenant, "reason": reason})


def _key(*columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*columns)


PARENT = _table("auth_clients", _key("org_id", "id"))
PEOPLE = _table("auth_users", _key("id"), tenant=False, reason="a person may be in several organizations")
KNOWN = {"auth_clients": PARENT, "auth_users": PEOPLE}


def test_all_tables_keep_the_rules() -> None:
    assert list(rules.all_findings(rules.load_tables())) == []


def test_all_declarations_keep_the_rules() -> None:
    found = [
        finding
        for source in sources("providers", "modules", "app")
        for rule in (rules.declares_with_its_prefix, rules.declares_tables_one_way)
        for finding in rule(source)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("rule", "text", "finding"),
    [
        (rules.declares_with_its_prefix, 'T = tenant_table("finance_orders")', "starts with auth_"),
        (rules.declares_tables_one_way, 'T = Table("auth_x", metadata)', "Table: tables are declared"),
        (rules.declares_tables_one_way, "T = sqlalchemy.MetaData()", "MetaData: tables are declared"),
        (rules.declares_tables_one_way, 'C = Column("x", ForeignKey("a.id"))', "ForeignKey: tables are declared"),
        (rules.declares_tables_one_way, "T = tenant_table(NAME)", "as a literal"),
    ],
)
def test_a_wrong_declaration_is_noticed(rule: Callable[[Source], Iterable[str]], text: str, finding: str) -> None:
    (found,) = rule(Source("modules/auth/roles/tables.py", text))

    assert finding in found


def test_a_right_declaration_is_not() -> None:
    source = Source("modules/auth/roles/tables.py", 'ROLES = tenant_table("auth_roles", Column("name", Words()))')

    assert list(rules.declares_with_its_prefix(source)) == list(rules.declares_tables_one_way(source)) == []


@pytest.mark.parametrize("kind", [Numeric(), Float(), DateTime(), DateTime(timezone=True), String(40)])
def test_a_type_that_loses_something_is_noticed(kind: TypeEngine[object]) -> None:
    (finding,) = rules.columns_have_known_types(_table("auth_x", Column("bad", kind)))

    assert finding.startswith("auth_x.bad is a ")


def test_the_types_of_the_house_are_known() -> None:
    good = _table(
        "auth_x", Column("a", Amount()), Column("b", Exact(4)), Column("c", Instant()), Column("d", Words())
    )

    assert list(rules.columns_have_known_types(good)) == []


@pytest.mark.parametrize(
    ("items", "findings"),
    [
        (
            [_key("org_id", "id"), Column("code", Words()), UniqueConstraint("code", name="uq")],
            ["uq is unique without"],
        ),
        ([_key("org_id", "id"), Column("code", Words()), Index("ix", "code", unique=True)], ["ix is unique without"]),
        ([_key("id")], ["primary key is unique without", "the primary key begins with"]),
        ([_key("id", "org_id")], ["the primary key begins with"]),
        ([_key("org_id", "id"), Column("code", Words()), UniqueConstraint("org_id", "code")], []),
        ([_key("org_id", "id"), Column("code", Words()), Index("ix", "code")], []),
    ],
)
def test_a_key_without_the_organization_is_noticed(items: list[SchemaItem], findings: list[str]) -> None:
    found = list(rules.keys_hold_the_organization(_table("auth_x", *items)))

    assert len(found) == len(findings)
    assert all(part in finding for part, finding in zip(findings, found, strict=True))


def _pointing(target: str, *columns: str, tenant: bool = True) -> Table:
    constraint = ForeignKeyConstraint(list(columns), [f"{target}.{c.replace('other_', '')}" for c in columns])
    return _table("auth_x", Column("other_id", Id()), constraint, tenant=tenant)


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (_pointing("auth_clients", "other_id"), "without org_id"),
        (_pointing("auth_clients", "other_id", tenant=False), "may not point to auth_clients"),
        (_pointing("auth_absent", "org_id", "other_id"), "which nobody declares"),
        (_pointing("auth_clients", "org_id", "other_id"), None),
        (_pointing("auth_users", "other_id"), None),
        (_pointing("auth_users", "other_id", tenant=False), None),
    ],
)
def test_a_foreign_key_out_of_the_organization_is_noticed(table: Table, finding: str | None) -> None:
    found = list(rules.foreign_keys_stay_within_the_organization(table, {**KNOWN, "auth_x": table}))

    assert len(found) == (finding is not None)
    assert finding is None or finding in found[0]


@pytest.mark.parametrize(("owner", "count"), [("auth", 0), ("finance", 1)])
def test_a_foreign_key_to_another_module_is_noticed(owner: str, count: int) -> None:
    table = _pointing("auth_clients", "org_id", "other_id")

    assert len(list(rules.foreign_keys_stay_at_home(table, {"auth_x": owner, "auth_clients": "auth"}))) == count


@pytest.mark.parametrize(
    ("reason", "count"), [("", 1), ("because", 1), ("a person may be in several organizations", 0)]
)
def test_a_global_table_without_a_reason_is_noticed(reason: str, count: int) -> None:
    assert len(list(rules.global_tables_say_why(_table("auth_x", tenant=False, reason=reason)))) == count


def test_findings_are_collected_from_every_rule() -> None:
    bad = _table("auth_x", Column("price", Float()), _key("id"))

    assert len(list(rules.all_findings({"auth_x": (bad, Source("modules/auth/x/tables.py", ""))}))) == 3
