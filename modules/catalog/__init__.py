"""Catalog owns what is offered and what is known: products, prices, stock, articles, and the search over them."""
