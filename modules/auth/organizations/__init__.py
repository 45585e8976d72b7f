"""The tenants themselves."""
