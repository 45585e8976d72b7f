"""The door of finance: what other modules and the composition may import."""
