"""What can go wrong in notifications: nothing yet."""
