"""What the web layer asks of whoever knows the people: one question per request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kernel.context import Context


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought along to say who it is and for whom it acts. Headers as sent, None where absent."""

    bearer: str | None
    api_key: str | None
    organization: str | None
    client: str | None
    project: str | None
    request_id: str
    address: str


class Authenticator(Protocol):
    """Turns credentials into a context."""

    async def authenticate(self, credentials: Credentials) -> Context:
        """The caller's context; anonymous when nothing was brought.

        Raises `Unauthenticated` for a credential that is not valid now, `NotFound` for an organization, client or
        project that the caller does not have.
        """
        ...
