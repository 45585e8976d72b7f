"""Notifications owns what is said to people: templates, channels, preferences and deliveries, each with its reason."""
