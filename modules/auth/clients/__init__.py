"""Clients of an organization, which scopes, usage and cost are attributed to."""
