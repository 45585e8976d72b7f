"""Finance as others see it."""

from __future__ import annotations

from modules.finance.public.models import Scope

OWNS = "Money: a ledger that always sums to zero, and all that stands on it."
NOUNS = ("ledger", "wallets", "orders", "payments", "budgets", "plans")


class FinanceFacade:
    """Implements `Finance`."""

    def scope(self) -> Scope:
        """See `Finance`."""
        return Scope(OWNS, NOUNS)
