"""Puts the catalog module together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.catalog.facade import CatalogFacade

OWNS = (
    "What is sold and how it is found: "
    "products, prices, stock, taxonomy, import and export, and the one search over everything."
)


def build() -> ModuleSpec:
    """The module as the composition needs it: a façade, and nothing to route or to run yet."""
    return ModuleSpec(name="catalog", owns=OWNS, facade=CatalogFacade(OWNS), depends_on=())
