"""Puts catalog together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.catalog.facade import OWNS, CatalogFacade
from modules.catalog.public import events


def build() -> ModuleSpec:
    """Catalog, which has no operations yet."""
    return ModuleSpec(
        name="catalog",
        owns=OWNS,
        facade=CatalogFacade(),
        events=events.ALL,
        depends_on=("auth", "notifications"),
    )
