"""Catalog as others see it."""

from __future__ import annotations

from modules.catalog.public.models import Scope

OWNS = "What is sold and how it is found: products, prices, stock, taxonomy, and the one search over everything."
NOUNS = ("products", "prices", "stock", "taxonomy", "search")


class CatalogFacade:
    """Implements `Catalog`."""

    def scope(self) -> Scope:
        """See `Catalog`."""
        return Scope(OWNS, NOUNS)
