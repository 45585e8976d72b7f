"""The web's shared vocabulary, driven through a small application of its own."""
