"""Logs: one JSON object a line on stdout, the same for our own and for what libraries say."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

# A full disk or a reader that has gone may cost lines, never answers, nor the thread that logs.
_WHATEVER_HAPPENS_TO_LOGS = contextlib.suppress(OSError)

_INVITATION = re.compile(r"(/invitations/)[^/]+")

AccessLine = Callable[[dict[str, Any]], None]
"""Writes one line of the access log."""


def configure_logs(level: str) -> None:
    """Send everything from `level` up to stdout as JSON. uvicorn's access log is silenced: ours says more."""
    shared: list[Any] = [_with_level, _with_time, structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, _render],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=_logger,
        cache_logger_on_first_use=False,
    )
    handler = _StdoutHandler()
    handler.setFormatter(_JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.getLevelName(level.upper()), logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False


def access_line() -> AccessLine:
    """A writer for the access log, without the processors: it runs on every request."""
    write = sys.stdout.buffer.write
    flush = sys.stdout.buffer.flush

    def line(fields: dict[str, Any]) -> None:
        with _WHATEVER_HAPPENS_TO_LOGS:
            write(orjson.dumps(fields, default=str, option=orjson.OPT_APPEND_NEWLINE))
            flush()

    return line


def logged_path(path: str) -> str:
    """A path as the logs may have it: without the token of an invitation's link, which lets its reader in."""
    return _INVITATION.sub(r"\1…", path)


def now_text() -> str:
    """This instant as the logs write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _logger(*names: Any) -> WrappedLogger:
    return _StdoutLogger(names[0] if names else "fivefold")


class _StdoutLogger:
    """Writes to whatever stdout is at that moment, so that captured output is captured."""

    def __init__(self, name: str) -> None:
        self.name = name

    def msg(self, message: str) -> None:
        with _WHATEVER_HAPPENS_TO_LOGS:
            sys.stdout.write(message + "\n")
            sys.stdout.flush()

    log = debug = info = warn = warning = error = critical = fatal = failure = exception = msg


def _with_level(logger: Any, method: str, event: EventDict) -> EventDict:
    return {"level": "warning" if method == "warn" else method, "logger": logger.name, **event}


def _with_time(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {"time": now_text(), **event}


def _render(_logger: Any, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


class _StdoutHandler(logging.Handler):
    """For libraries, the same way out."""

    def emit(self, record: logging.LogRecord) -> None:
        _StdoutLogger(record.name).msg(self.format(record))


class _JsonFormatter(logging.Formatter):
    """What libraries log, in the same shape."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": now_text(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(fields).decode()
