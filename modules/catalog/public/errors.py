"""What can go wrong in catalog: nothing yet."""
