"""What the product is compared with: the same endpoints written in the two usual ways."""
