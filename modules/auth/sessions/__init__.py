"""Signing in, refreshing with rotation and reuse detection, signing out, and the list of sessions."""
