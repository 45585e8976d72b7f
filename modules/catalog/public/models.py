"""The records that it shows to others: none yet."""
