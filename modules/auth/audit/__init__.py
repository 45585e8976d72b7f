"""Reading who changed what in an organization."""
