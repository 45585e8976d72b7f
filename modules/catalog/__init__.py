"""What is sold and how it is found: products, prices, stock, taxonomy, and the one search over everything."""
