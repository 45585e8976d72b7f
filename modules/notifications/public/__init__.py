"""The door of notifications: what other modules and the composition may import."""
