"""What tests share: servers, and whatever else has to be real."""
