"""Owns messages: one intent for each recipient, delivered over the channels that the recipient wants."""
