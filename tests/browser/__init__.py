"""The dashboard in a real Chromium against the product as a process."""
