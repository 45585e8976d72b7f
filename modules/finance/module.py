"""Puts the finance module together."""

from __future__ import annotations

from kernel.module_spec import ModuleSpec
from modules.finance.facade import FinanceFacade

OWNS = "Every amount of money: the ledger, customers, orders, promotions, invoices, wallets, budgets and reports."


def build() -> ModuleSpec:
    """The module as the composition needs it: a façade, and nothing to route or to run yet."""
    return ModuleSpec(name="finance", owns=OWNS, facade=FinanceFacade(OWNS), depends_on=())
