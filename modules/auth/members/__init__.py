"""People in an organization and the role of each."""
