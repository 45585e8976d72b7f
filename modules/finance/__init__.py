"""Every amount of money: the ledger, customers, orders, promotions, invoices, wallets, budgets and reports."""
