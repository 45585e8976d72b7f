"""Which organizations a person belongs to: the way from a user to tenants."""
