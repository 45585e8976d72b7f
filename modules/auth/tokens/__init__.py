"""Signing keys, the published key set and access tokens."""
