"""Tables, events and use cases to try units with. The tables are kept out of the product's metadata."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint, bindparam, func, insert, select, update

from kernel.events import Event
from kernel.ids import new_id
from kernel.unit import Unit, hot
from providers.database.schema import ORG, global_table, metadata, references, tenant_table
from providers.database.types import Amount, Id, Words

SHELVES = tenant_table("sample_shelves", Column("name", Words, nullable=False), UniqueConstraint("org_id", "name"))
ITEMS = tenant_table(
    "sample_items",
    Column("shelf_id", Id(), nullable=True),
    Column("name", Words, nullable=False),
    Column("stock", Amount, nullable=False),
    references("shelf_id", "sample_shelves"),
)
PLACES = global_table("sample_places", "a table outside organizations", Column("id", Id(), primary_key=True))
SAMPLE_TABLES = (SHELVES, ITEMS, PLACES)
for _table in SAMPLE_TABLES:
    metadata.remove(_table)

INSERT_SHELF = insert(SHELVES)
INSERT_ITEM = insert(ITEMS)
STOCK = select(ITEMS.c.stock).where(ITEMS.c.org_id == ORG, ITEMS.c.id == bindparam("item"))
SET_STOCK = update(ITEMS).where(ITEMS.c.org_id == ORG, ITEMS.c.id == bindparam("item"))
TAKE_ONE = SET_STOCK.where(ITEMS.c.stock > 0).values(stock=ITEMS.c.stock - 1)
NAMES = select(SHELVES.c.name).where(SHELVES.c.org_id == ORG).order_by(SHELVES.c.name)
COUNT_SHELVES = select(func.count()).select_from(SHELVES).where(SHELVES.c.org_id == ORG)


@dataclass(frozen=True)
class ShelfBuilt(Event):
    """A shelf was built."""

    name = "sample.shelf.built"
    shelf_id: UUID


def build_shelf(unit: Unit, name: str) -> UUID:
    """One row, one event, one audit entry."""
    shelf_id = new_id()
    unit.execute(INSERT_SHELF, id=shelf_id, name=name)
    unit.emit(ShelfBuilt(shelf_id))
    unit.audit("sample.shelf.build", "shelf", shelf_id, after={"name": name})
    return shelf_id


def shelf_names(unit: Unit) -> list[str]:
    """Names of the organization's shelves."""
    return [row.name for row in unit.execute(NAMES).all()]


def add_item(unit: Unit, stock: int) -> UUID:
    """An item with that stock."""
    item_id = new_id()
    unit.execute(INSERT_ITEM, id=item_id, shelf_id=None, name="lamp", stock=stock)
    return item_id


def stock_of(unit: Unit, item: UUID) -> int:
    """What is left of the item."""
    return int(unit.execute(STOCK, item=item).scalar() or 0)


def buy_naively(unit: Unit, item: UUID) -> bool:
    """Read, decide, write: right only where units are serializable."""
    left = stock_of(unit, item)
    if left < 1:
        return False
    unit.execute(SET_STOCK, item=item, stock=left - 1)
    return True


@hot
def buy_guarded(unit: Unit, item: UUID) -> bool:
    """One guarded statement: right at READ COMMITTED as well."""
    return unit.execute(TAKE_ONE, item=item).rowcount == 1
