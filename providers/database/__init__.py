"""Units of work on SQLite and PostgreSQL: tables, tenancy, transactions, event log, audit and migrations."""
