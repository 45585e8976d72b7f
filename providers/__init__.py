"""The outside world behind narrow ports. Each capability has an embedded adapter that needs no server."""
