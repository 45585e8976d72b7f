"""What the operator of the instance needs to see. No domain logic."""
