"""Finance owns money: the ledger, wallets, orders, payments, budgets and plans."""
