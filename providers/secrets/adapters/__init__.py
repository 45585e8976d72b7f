"""Ways to seal secrets."""
