"""Catalog as others see it."""

from __future__ import annotations

from modules.catalog.public.models import Scope

OWNS = "What is offered and what is known, and the search over both."
NOUNS = ("products", "prices", "stock", "articles", "search")


class CatalogFacade:
    """Implements `Catalog`."""

    def scope(self) -> Scope:
        """See `Catalog`."""
        return Scope(OWNS, NOUNS)
