"""The door of auth: what other modules and the composition may import."""
