"""The last line inside the server: errors become problems, and no request takes for ever."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import report, send_problem
from kernel.errors import Timeout

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class ErrorBoundary:
    """Catches what nobody else did, and ends requests that take too long.

    An answer that has begun is left alone: a stream may go on, and a failure in it can only cut it off.
    """

    def __init__(self, app: ASGIApp, timeout_seconds: float) -> None:
        self._app = app
        self._timeout_seconds = timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        deadline = asyncio.timeout(self._timeout_seconds)

        async def send_and_note(message: Message) -> None:
            nonlocal started
            if not started:
                started = True
                if not deadline.expired():
                    deadline.reschedule(None)
            await send(message)

        try:
            async with deadline:
                await self._app(scope, receive, send_and_note)
        except TimeoutError as error:
            failure: Exception = error
            if deadline.expired():
                failure = Timeout(self._sentence(scope["method"]))
        except Exception as error:  # noqa: BLE001  # the boundary: whatever it was, the caller gets a problem
            failure = error
        else:
            return
        problem = report(scope, failure)
        if started:
            raise failure
        await send_problem(scope, send, problem)

    def _sentence(self, method: str) -> str:
        sentence = f"The request took longer than {self._timeout_seconds:g} seconds."
        if method in _SAFE_METHODS:
            return sentence
        return sentence + " It may or may not have been done: send it again with the same Idempotency-Key."
