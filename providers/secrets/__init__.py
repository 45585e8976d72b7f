"""Secrets at rest: sealing small values, such as private keys, before they are stored."""
