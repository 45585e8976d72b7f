"""The lists of legal and illegal statements: what the tenancy guard lets through and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Dialect,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from providers.database.guard import GuardedPostgresCompiler, GuardedSQLiteCompiler, guard_lifted
from providers.database.port import TenancyViolation
from providers.database.schema import ORG
from tests.providers.database.sample import ITEMS, PLACES, SHELVES

items, shelves, places = ITEMS.c, SHELVES.c, PLACES.c
other = ITEMS.alias("other")
of_org = select(ITEMS.c.id).where(items.org_id == ORG)
sub = of_org.subquery("sub")
cte = of_org.cte("cte")
tree = select(ITEMS.c.id).where(items.org_id == ORG).cte("tree", recursive=True)
tree = tree.union_all(select(other.c.id).join(tree, tree.c.id == other.c.shelf_id).where(other.c.org_id == ORG))
lateral = select(shelves.name).where(shelves.org_id == items.org_id).lateral("lateral")

LEGAL: dict[str, Any] = {
    "one table": select(ITEMS).where(items.org_id == ORG),
    "written the other way round": select(ITEMS).where(ORG == items.org_id),  # noqa: SIM300  # on purpose
    "with more conditions": select(ITEMS).where(items.org_id == ORG, or_(items.name == "a", items.stock > 1)),
    "a global table": select(PLACES),
    "nothing at all": select(func.count()),
    "a join tied through org_id": select(ITEMS)
    .join(SHELVES, (shelves.org_id == items.org_id) & (shelves.id == items.shelf_id))
    .where(items.org_id == ORG),
    "a join tied in WHERE": select(ITEMS, SHELVES).where(items.org_id == ORG, shelves.org_id == items.org_id),
    "a join tied the other way round": select(ITEMS)
    .join(SHELVES, shelves.org_id == items.org_id)
    .where(shelves.org_id == ORG),
    "an outer join tied in ON": select(ITEMS)
    .outerjoin(SHELVES, (shelves.org_id == items.org_id) & (shelves.id == items.shelf_id))
    .where(items.org_id == ORG),
    "an outer join tied to the bind in ON": select(ITEMS)
    .outerjoin(SHELVES, (shelves.org_id == ORG) & (shelves.id == items.shelf_id))
    .where(items.org_id == ORG),
    "a global table outer joined with a tied one": select(PLACES).outerjoin(ITEMS, items.org_id == ORG),
    "an alias": select(other).where(other.c.org_id == ORG),
    "both of two occurrences": select(ITEMS, other).where(items.org_id == ORG, other.c.org_id == ORG),
    "a subquery": select(sub),
    "a CTE": select(cte),
    "an alias of a CTE": select(cte.alias("again")),
    "a recursive CTE": select(tree),
    "a lateral subquery": select(ITEMS, lateral).join(lateral, true()).where(items.org_id == ORG),
    "a union": union_all(of_org, select(shelves.id).where(shelves.org_id == ORG)),
    "a scalar subquery": select(
        ITEMS, select(func.count()).where(shelves.org_id == items.org_id).correlate(ITEMS).scalar_subquery()
    ).where(items.org_id == ORG),
    "IN a subquery": select(ITEMS).where(items.org_id == ORG, items.id.in_(of_org)),
    "EXISTS, correlated": select(ITEMS).where(
        items.org_id == ORG, exists().where(shelves.org_id == items.org_id, shelves.id == items.shelf_id)
    ),
    "an insert": insert(ITEMS).values(id=bindparam("b"), name="a", stock=1),
    "an upsert": insert(ITEMS)
    .values(id=bindparam("b"), name="a", stock=1)
    .on_conflict_do_update(index_elements=["org_id", "id"], set_={"stock": 2}),
    "an insert from a select": insert(ITEMS).from_select(
        ["id", "name", "stock"], select(items.id, items.name, items.stock).where(items.org_id == ORG)
    ),
    "an update": update(ITEMS).where(items.org_id == ORG).values(stock=1),
    "an update from another table": update(ITEMS)
    .where(items.org_id == ORG, shelves.org_id == ORG, shelves.id == items.shelf_id)
    .values(stock=1),
    "an update to a subquery": update(ITEMS)
    .where(items.org_id == ORG)
    .values(stock=select(func.count()).where(shelves.org_id == items.org_id).correlate(ITEMS).scalar_subquery()),
    "a delete": delete(ITEMS).where(items.org_id == ORG),
}

ILLEGAL: dict[str, Any] = {
    "one table, untied": select(ITEMS),
    "tied to a value of the caller's choice": select(ITEMS).where(items.org_id == bindparam("chosen")),
    "tied by OR": select(ITEMS).where(or_(items.org_id == ORG, items.stock > 1)),
    "tied by NOT": select(ITEMS).where(~(items.org_id == ORG)),
    "tied by inequality": select(ITEMS).where(items.org_id != ORG),
    "tied to itself": select(ITEMS).where(items.org_id == items.org_id),
    "the wrong column": select(ITEMS).where(items.id == ORG),
    "one of two occurrences": select(ITEMS, other).where(items.org_id == ORG),
    "a join on the id alone": select(ITEMS).join(SHELVES, shelves.id == items.shelf_id).where(items.org_id == ORG),
    "two tables tied to each other only": select(ITEMS).join(SHELVES, shelves.org_id == items.org_id),
    "an outer join tied in WHERE only": select(ITEMS)
    .outerjoin(SHELVES, shelves.id == items.shelf_id)
    .where(items.org_id == ORG, shelves.org_id == ORG),
    "an outer join tied to an untied left side": select(ITEMS).outerjoin(SHELVES, shelves.org_id == items.org_id),
    "the left side tied in the outer join's ON only": select(ITEMS).outerjoin(SHELVES, items.org_id == ORG),
    "a full join": select(ITEMS)
    .outerjoin(SHELVES, shelves.org_id == items.org_id, full=True)
    .where(items.org_id == ORG),
    "an alias, untied": select(other),
    "an alias where only the table is tied": select(other).where(items.org_id == ORG),
    "a subquery, untied inside": select(select(ITEMS).subquery()),
    "a subquery tied only outside": select(untied := select(ITEMS).subquery()).where(untied.c.org_id == ORG),
    "a CTE, untied inside": select(select(ITEMS).cte()),
    "a scalar subquery, untied": select(ITEMS, select(func.count()).select_from(SHELVES).scalar_subquery()).where(
        items.org_id == ORG
    ),
    "IN a subquery, untied": select(ITEMS).where(items.org_id == ORG, items.shelf_id.in_(select(shelves.id))),
    "EXISTS, untied": select(ITEMS).where(items.org_id == ORG, exists().where(shelves.id == items.shelf_id)),
    "the same table again inside, not correlated": select(ITEMS).where(
        items.org_id == ORG, exists(select(items.id).correlate(None))
    ),
    "a union with an untied arm": union_all(of_org, select(shelves.id)),
    "ORDER BY an untied subquery": select(ITEMS)
    .where(items.org_id == ORG)
    .order_by(select(func.count()).select_from(SHELVES).scalar_subquery()),
    "HAVING an untied subquery": select(items.name)
    .where(items.org_id == ORG)
    .group_by(items.name)
    .having(func.count() > select(func.count()).select_from(SHELVES).scalar_subquery()),
    "an insert that chooses org_id": insert(ITEMS).values(org_id=bindparam("chosen"), name="a", stock=1),
    "an insert of many rows in the statement": insert(ITEMS).values([{"name": "a"}, {"name": "b"}]),
    "an insert from a select of org_id": insert(ITEMS).from_select(
        ["org_id", "id"], select(items.org_id, items.id).where(items.org_id == ORG)
    ),
    "an insert from an untied select": insert(ITEMS).from_select(["id"], select(items.id)),
    "an upsert that moves the row": insert(ITEMS)
    .values(id=bindparam("b"), name="a", stock=1)
    .on_conflict_do_update(index_elements=["org_id", "id"], set_={"org_id": bindparam("chosen")}),
    "an update, untied": update(ITEMS).values(stock=1),
    "an update that moves the row": update(ITEMS).where(items.org_id == ORG).values(org_id=bindparam("chosen")),
    "an update from an untied table": update(ITEMS)
    .where(items.org_id == ORG, shelves.id == items.shelf_id)
    .values(stock=1),
    "an update of a global table from an untied one": update(PLACES)
    .where(items.id == places.id)
    .values(id=items.shelf_id),
    "an update to an untied subquery": update(ITEMS)
    .where(items.org_id == ORG)
    .values(stock=select(func.count()).select_from(SHELVES).scalar_subquery()),
    "a delete, untied": delete(ITEMS),
    "a delete with an untied subquery": delete(ITEMS).where(
        items.org_id == ORG, items.shelf_id.in_(select(shelves.id))
    ),
    "SQL text": text("SELECT * FROM sample_items"),
    "SQL text with columns": text("SELECT id FROM sample_items").columns(items.id),
    "SQL text as a condition": select(ITEMS).where(items.org_id == ORG, text("1 = 1")),
    "SQL text as a column": select(literal_column("(SELECT name FROM sample_items)")),
    "SQL text as a FROM": select(items.id).where(items.org_id == ORG).select_from(text("sample_items")),
    "a sample of a table": select(sampled := ITEMS.tablesample(10)).where(sampled.c.org_id == ORG),
}


def sqlite_dialect() -> Dialect:
    dialect = SQLiteDialect_pysqlite(paramstyle="named")
    dialect.statement_compiler = GuardedSQLiteCompiler
    return dialect


def postgres_dialect() -> Dialect:
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    dialect.statement_compiler = GuardedPostgresCompiler
    return dialect


DIALECTS: dict[str, Callable[[], Dialect]] = {"sqlite": sqlite_dialect, "postgresql": postgres_dialect}


@pytest.mark.parametrize("engine", DIALECTS)
@pytest.mark.parametrize("name", LEGAL)
def test_legal_statements_compile(engine: str, name: str) -> None:
    assert str(LEGAL[name].compile(dialect=DIALECTS[engine]()))


@pytest.mark.parametrize("engine", DIALECTS)
@pytest.mark.parametrize("name", ILLEGAL)
def test_illegal_statements_do_not_compile(engine: str, name: str) -> None:
    with pytest.raises(TenancyViolation):
        ILLEGAL[name].compile(dialect=DIALECTS[engine]())


@pytest.mark.parametrize("engine", DIALECTS)
def test_an_insert_or_update_cannot_choose_org_id_at_execution(engine: str) -> None:
    for statement in (insert(ITEMS), update(ITEMS).where(items.org_id == ORG)):
        with pytest.raises(TenancyViolation):
            statement.compile(dialect=DIALECTS[engine](), column_keys=["org_id", "name"])


@pytest.mark.parametrize("engine", DIALECTS)
def test_the_guard_can_be_lifted_for_system_units_only_while_they_compile(engine: str) -> None:
    with guard_lifted():
        assert str(select(ITEMS).compile(dialect=DIALECTS[engine]()))
    with pytest.raises(TenancyViolation):
        select(ITEMS).compile(dialect=DIALECTS[engine]())
