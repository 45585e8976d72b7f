"""From the credentials of a request to its context."""
