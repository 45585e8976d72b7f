"""Every write at most once: `Idempotency-Key`, with effect and answer in one transaction.

    return await once.write(service.create_project, command)

The unit looks for the record of the key first. Where there is one, the stored answer goes out again; where there is
none, the use case runs and the record is inserted beside its effects. Errors are not stored. A router returns what
`write` hands back as it is: on a replay that is the stored answer itself.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Generic, Self, TypeVar, TypeVarTuple, cast, get_type_hints
from uuid import UUID

import orjson
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from kernel.context import Context, PrincipalKind
from kernel.errors import Conflict, Invalid, Malformed
from kernel.unit import Unit
from providers.database.idempotency import IdempotencyRecord, find_record, insert_record
from providers.database.port import Database
from providers.http.db import system_within
from providers.http.etag import tag_of
from providers.http.state import anonymous_context, context_of, exchange_of

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

KEY_HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 255
KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH_MAX}}}")
REPLAYED_HEADER = "Idempotency-Replayed"
_STEP = 100  # the status of a step's record: the operation goes on
_JSON = "application/json"


class IdempotencyKeyMalformed(Malformed):
    """The Idempotency-Key is empty, too long or not printable ASCII."""

    code = "idempotency_key_malformed"


class IdempotencyKeyReused(Invalid):
    """This Idempotency-Key was used for another request."""

    code, title = "idempotency_key_reused", "This key belongs to another request"


class AlreadyDone(Conflict):
    """This was done already; its answer was a secret and is not kept. `resource` names what was made."""

    code, title = "already_done", "This was done already"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of a result."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded(Generic[R]):
    """How a keyed unit ended: with a fresh result, or with the record of an earlier one."""

    record: IdempotencyRecord
    fresh: bool
    result: R | None


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """What identifies a request: its key within organization, principal and operation, and its content."""

    scope: bytes
    fingerprint: bytes

    def hash_of(self, step: str | None) -> bytes:
        """The record's primary key; each step of an operation has a record of its own."""
        return hashlib.sha256(self.scope + b"\x00" + (step or "").encode()).digest()


class WriteOnce:
    """Writes for one request, at most once when it carries a key."""

    __slots__ = ("_answered", "_database", "_keyed", "_response", "_route", "context")

    def __init__(
        self, database: Database, context: Context, route: APIRoute, response: Response, keyed: KeyedRequest | None
    ) -> None:
        self.context = context
        self._database = database
        self._route = route
        self._response = response
        self._keyed = keyed
        self._answered = False

    def within(self, organization_id: UUID) -> Self:
        """The same request and key, as the system itself in another organization."""
        context = system_within(self.context, organization_id)
        return type(self)(self._database, context, self._route, self._response, self._keyed)

    async def write(
        self,
        use_case: Callable[[Unit, *Ts], R],
        /,
        *args: *Ts,
        step: str | None = None,
        credential: bool = False,
    ) -> R:
        """Run the use case in one transaction with the record of the key.

        `step` names one of several units of an operation: its result is recorded by itself, so that a retry goes on
        behind it; the last unit has no step and gives the answer. With `credential` nothing is stored but
        `result.id`, and a replay raises `AlreadyDone`.
        """
        if step is None:
            self._answer_once()
        if self._keyed is None:
            result = await self._database.write(self.context, use_case, *args)
            if step is None:
                self._response.headers.update(_headers_of(result))
            return result
        adapter = _result_adapter(use_case) if step is not None else None
        answer = self._step_answer(adapter) if adapter is not None else self._answer
        unit = _keyed_unit(self._keyed, step, use_case, args, _credential_answer if credential else answer)
        recorded = await self._database.write(self.context, unit)
        if adapter is not None:
            return cast(R, recorded.result if recorded.fresh else adapter.validate_json(recorded.record.body))
        if credential and recorded.fresh:
            self._response.headers.update(_headers_of(recorded.result))
            return cast(R, recorded.result)
        return cast(R, self._send(recorded))

    def _answer_once(self) -> None:
        if self._answered:
            raise RuntimeError("every unit of an operation but the last one needs a step name")
        self._answered = True

    def _answer(self, result: object) -> Answer:
        """What the route would send for this result."""
        status = self._route.status_code or 200
        field = self._route.response_field
        body = b"" if field is None else field.serialize_json(result)
        return Answer(status, _headers_of(result), body)

    @staticmethod
    def _step_answer(adapter: TypeAdapter[Any]) -> Callable[[object], Answer]:
        return lambda result: Answer(_STEP, {}, adapter.dump_json(result))

    def _send(self, recorded: Recorded[R]) -> Response:
        """The recorded bytes as the response; also for a route that returns nothing, whose headers are merged."""
        record = recorded.record
        headers = dict(record.headers)
        if not recorded.fresh:
            if record.resource is not None:
                raise AlreadyDone("This was done already; its answer is not kept.", resource=record.resource)
            headers[REPLAYED_HEADER] = "true"
        self._response.headers.update(headers)
        media_type = _JSON if record.body else None
        return Response(record.body, status_code=record.status, headers=headers, media_type=media_type)


def _credential_answer(result: object) -> Answer:
    """Nothing of the secret, only what it belongs to."""
    return Answer(0, {}, b"", resource=str(result.id))  # type: ignore[attr-defined]  # stated by `WriteOnce.write`


def _keyed_unit(
    keyed: KeyedRequest,
    step: str | None,
    use_case: Callable[[Unit, *Ts], R],
    args: tuple[*Ts],
    answer_of: Callable[[R], Answer],
) -> Callable[[Unit], Recorded[R]]:
    """The use case together with its record, under the use case's own name in the statistics."""

    def keyed_unit(unit: Unit) -> Recorded[R]:
        key_hash = keyed.hash_of(step)
        record = find_record(unit, key_hash)
        if record is not None:
            if record.fingerprint != keyed.fingerprint:
                raise IdempotencyKeyReused("This Idempotency-Key was sent with another request before.")
            return Recorded(record, fresh=False, result=None)
        result = use_case(unit, *args)
        answer = answer_of(result)
        record = IdempotencyRecord(
            key_hash=key_hash,
            fingerprint=keyed.fingerprint,
            status=answer.status,
            headers=dict(answer.headers),
            body=answer.body,
            resource=answer.resource,
            created_at=unit.now,
            expires_at=unit.now + KEPT_FOR,
        )
        insert_record(unit, record)
        return Recorded(record, fresh=True, result=result)

    return functools.update_wrapper(keyed_unit, use_case)


def _headers_of(result: object) -> dict[str, str]:
    version = getattr(result, "version", None)
    return {"ETag": tag_of(version)} if isinstance(version, int) else {}


@functools.cache
def _result_adapter(use_case: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(use_case)["return"])


def _key_in(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if _KEY.fullmatch(key) is None:
        raise IdempotencyKeyMalformed(
            f"Idempotency-Key is 1 to {KEY_LENGTH_MAX} visible ASCII characters, no spaces."
        )
    return key


async def _keyed(request: Request, context: Context, route: APIRoute) -> KeyedRequest | None:
    key = _key_in(request)
    if key is None:
        return None
    principal = context.principal
    # Strangers have no name: those of one address share their keys, and nobody else's.
    who = context.address if principal.kind is PrincipalKind.ANONYMOUS else str(principal.id)
    scope = (str(context.organization_id), principal.kind.value, who, route.unique_id, key)
    query, version = request.scope["query_string"].decode("latin-1"), request.headers.get("if-match")
    line = (request.method, request.scope["path"], query, version)
    # The key salts the fingerprint: a body may hold a password, and a stored hash of it alone could be guessed at.
    fingerprint = hashlib.sha256(orjson.dumps((*scope, *line)))
    fingerprint.update(await request.body())
    return KeyedRequest(orjson.dumps(scope), fingerprint.digest())


async def _once(request: Request, response: Response, context: Context) -> WriteOnce:
    route: APIRoute = request.scope["route"]
    database = exchange_of(request.scope).ports.database
    return WriteOnce(database, context, route, response, await _keyed(request, context, route))


async def once_for_caller(request: Request, response: Response) -> WriteOnce:
    """Writes as the caller; the door is kept by `requires`."""
    return await _once(request, response, await context_of(request.scope))


async def once_for_nobody(request: Request, response: Response) -> WriteOnce:
    """Writes as nobody, whatever credentials came along."""
    return await _once(request, response, anonymous_context(request.scope))


Once = Annotated[WriteOnce, Depends(once_for_caller)]
PublicOnce = Annotated[WriteOnce, Depends(once_for_nobody)]
