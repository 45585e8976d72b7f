"""Implements the protocol of catalog."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CatalogFacade:
    """What `modules.catalog.public.protocol.Catalog` promises."""

    owns: str
