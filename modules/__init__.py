"""The five domains. Each is a room with one door, its `public` package."""
