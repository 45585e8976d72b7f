"""What the documentation says is true: its commands run, its settings exist, its links lead somewhere."""
