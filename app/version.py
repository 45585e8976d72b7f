"""Which version this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def product_version() -> str:
    """The version of the installed package; a checkout that was never installed says so."""
    try:
        return version("fivefold")
    except PackageNotFoundError:
        return "0.0.0+checkout"
