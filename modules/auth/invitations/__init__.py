"""Asking somebody to join an organization, by a link that works once."""
