"""Why something will not be done, in one sentence for whoever started it."""

from __future__ import annotations


class Refused(Exception):
    """The message is one sentence that says what to change."""
