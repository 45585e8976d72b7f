"""Measurements of the product as shipped, each a command: see docs/performance.md."""
