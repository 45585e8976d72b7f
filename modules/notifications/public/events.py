"""The events that it emits: none yet."""
