"""What a request can reach: the process-wide ports, and the notes kept about the request itself."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from kernel.context import Context
from providers.database.port import Database
from providers.http.port import Authenticator, Credentials

EXCHANGE_KEY = "fivefold.exchange"

_HEADERS = {
    b"authorization": "authorization",
    b"x-api-key": "api_key",
    b"x-fivefold-organization": "organization",
    b"x-fivefold-client": "client",
    b"x-fivefold-project": "project",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports that every request may use, one set for each application."""

    database: Database
    authenticator: Authenticator


@dataclass(slots=True)
class Exchange:
    """One request and its answer, as the outermost middleware opens it. The context comes on first demand."""

    ports: Ports
    request_id: str
    address: str
    context: Context | None = None
    error: str = ""


def exchange_of(scope: MutableMapping[str, Any]) -> Exchange:
    """The exchange that the outermost middleware opened."""
    exchange: Exchange = scope[EXCHANGE_KEY]
    return exchange


async def context_of(scope: MutableMapping[str, Any]) -> Context:
    """Who is asking; asks the authenticator once for each request."""
    exchange = exchange_of(scope)
    if exchange.context is None:
        exchange.context = await exchange.ports.authenticator.authenticate(_credentials(scope, exchange))
    return exchange.context


def anonymous_context(scope: MutableMapping[str, Any]) -> Context:
    """A context that ignores whatever credentials came along."""
    exchange = exchange_of(scope)
    return Context(request_id=exchange.request_id, address=exchange.address)


def _credentials(scope: MutableMapping[str, Any], exchange: Exchange) -> Credentials:
    """One pass over the raw headers: this runs on every authenticated request."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = _HEADERS.get(name)
        if key is not None:
            found[key] = value.decode("latin-1")
    return Credentials(
        bearer=_bearer(found.get("authorization")),
        api_key=found.get("api_key"),
        organization=found.get("organization"),
        client=found.get("client"),
        project=found.get("project"),
        request_id=exchange.request_id,
        address=exchange.address,
    )


def _bearer(header: str | None) -> str | None:
    """The token after `Bearer`. Another scheme is no credential of ours: it is passed on whole and refused there."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else header
