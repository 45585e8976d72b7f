"""Tests of the secrets capability."""
