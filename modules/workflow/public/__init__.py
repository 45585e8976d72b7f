"""The door of workflow: what other modules and the composition may import."""
