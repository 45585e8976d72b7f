"""Keys for programs: hashed, shown once, scoped and expiring."""
