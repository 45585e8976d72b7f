"""What routers share of the web framework: the request's context and database, idempotency, paging, ETags."""
