"""The walls of the house, and for each of them a proof that it can fail."""
