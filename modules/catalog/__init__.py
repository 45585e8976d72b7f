"""Owns what an organization sells: products, prices and stock, and the search that finds them and everything else."""
