"""Tests of api_keys."""
