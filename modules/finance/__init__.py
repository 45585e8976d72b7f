"""Owns money: the double-entry ledger, and the orders, invoices and reports that are told over it."""
