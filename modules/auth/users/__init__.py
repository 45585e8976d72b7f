"""Accounts: register, me, password."""
