"""A believable company to look at, made through the same services that everybody uses."""
