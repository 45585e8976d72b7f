"""How database addresses are written."""

from __future__ import annotations


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL URL with the driver named, from any of the usual spellings."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
