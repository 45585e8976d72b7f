"""The shared vocabulary, tested in full."""
