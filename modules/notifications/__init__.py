"""Every message the product sends or receives: templates, preferences, channels, delivery and why it went as it
did.
"""
