"""The vocabulary every floor shares: pure Python, no I/O, no framework."""
