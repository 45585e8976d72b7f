"""What can go wrong in finance: nothing yet."""
