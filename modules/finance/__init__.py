"""Owns money: the double-entry ledger, and the orders, invoices, wallets and reports that are told over its postings."""
