"""Notifications owns what is said to people: templates, channels, preferences, and deliveries with their reasons."""
