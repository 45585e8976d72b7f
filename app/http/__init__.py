"""What stands between the socket and the modules' routers: middleware, errors, health, OpenAPI, the dashboard."""
