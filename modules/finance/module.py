"""Puts finance together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.finance.facade import OWNS, FinanceFacade
from modules.finance.public import events


def build() -> ModuleSpec:
    """Finance, which has no operations yet."""
    return ModuleSpec(
        name="finance",
        owns=OWNS,
        facade=FinanceFacade(),
        events=events.ALL,
        depends_on=("auth", "notifications", "catalog"),
    )
