"""The door of catalog: what other modules and the composition may import."""
