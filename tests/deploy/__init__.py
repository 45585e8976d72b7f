"""The image that the Dockerfile describes."""
