"""What can go wrong in workflow: nothing yet."""
