"""Password rules and argon2id hashing off the event loop."""
