"""The errors that it raises: none yet."""
