"""How tables are declared. A table either belongs to organizations or says why it does not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, Table, bindparam
from sqlalchemy.schema import SchemaItem

from providers.database.types import Id

ORG_BIND = "fivefold_org"
ORG = bindparam(ORG_BIND, type_=Id(), unique=False)
"""The caller's organization. Only the unit supplies its value; the guard wants it in every statement."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def tenant_table(name: str, *items: SchemaItem, key: tuple[str, ...] = ("id",)) -> Table:
    """A table whose rows belong to organizations: its primary key is `(org_id, *key)`.

    `org_id` fills itself from the unit. Declare the key columns among `items`; an `id` column is added when `key`
    is left as it is.
    """
    columns: list[SchemaItem] = [Column("org_id", Id(), nullable=False, default=ORG)]
    if key == ("id",):
        columns.append(Column("id", Id(), nullable=False))
    return Table(
        name,
        metadata,
        *columns,
        *items,
        PrimaryKeyConstraint("org_id", *key),
        info={"tenant": True},
        # Rows live in their key's order, so one organization's rows lie side by side.
        sqlite_with_rowid=False,
    )


def global_table(name: str, reason: str, *items: SchemaItem, **options: Any) -> Table:
    """A table outside any organization, with the reason why. Listed in docs/tenancy.md by a test."""
    return Table(name, metadata, *items, info={"tenant": False, "reason": reason}, **options)


def references(column: str, table: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key within the organization: `(org_id, column)` to `(org_id, id)` of a tenant table."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"], ondelete=ondelete)


def is_tenant(table: Table) -> bool:
    """Whether rows of this table belong to organizations."""
    return bool(table.info.get("tenant"))
