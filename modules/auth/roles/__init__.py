"""Roles: named sets of permissions, four of them built in."""
