"""Finance as others see it."""

from __future__ import annotations

from modules.finance.public.models import Scope

OWNS = "Every amount of money: the ledger, customers, orders, promotions, invoices, wallets, budgets and reports."
NOUNS = ("ledger", "customers", "orders", "promotions", "invoices", "wallets", "budgets", "reports")


class FinanceFacade:
    """Implements `Finance`."""

    def scope(self) -> Scope:
        """See `Finance`."""
        return Scope(OWNS, NOUNS)
