"""Projects of a client, which scopes, usage and cost are attributed to."""
