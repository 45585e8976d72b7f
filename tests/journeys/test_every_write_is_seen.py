"""Each operation that writes is performed for real, seen again in a later read, and told of in the audit log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from tests.journeys.contract import Operation
from tests.journeys.people import again, register
from tests.journeys.writes import WRITES, listed
from tests.support.servers import ProductServer

NOT_IN_ITS_AUDIT = {
    "auth_session_login": "it belongs to the person until an organization is named; /sessions shows it",
    "auth_session_refresh": "rotation goes on with a session, and is no change that anybody made",
    "auth_users_register": "the new organization has the entry, not the one of the test",
    "auth_organizations_create": "the new organization has the entry, not the one of the test",
    "auth_invitations_preview": "it only looks",
}
"""Writes that leave no entry in the audit log of the organization they are called in, with the reason."""


@dataclass
class Traffic:
    """A client that remembers the request ids of what went well."""

    http: httpx.Client
    done: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, response: httpx.Response) -> None:
        if response.is_success:
            request = response.request
            self.done.append((request.method, request.url.path, response.headers["x-request-id"]))

    def request_ids_of(self, operation: Operation) -> set[str]:
        """Those of the operation's calls."""
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", operation.path))
        return {
            request_id
            for method, path, request_id in self.done
            if method == operation.method and pattern.fullmatch(path)
        }


@pytest.fixture
def traffic(server: ProductServer) -> Iterator[Traffic]:
    """What this test sends."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        traffic = Traffic(client)
        client.event_hooks["response"].append(traffic.note)
        yield traffic


def test_every_write_of_the_openapi_is_in_the_table(operations: dict[str, Operation]) -> None:
    assert {operation.id for operation in operations.values() if operation.writes} == WRITES.keys()


@pytest.mark.parametrize("operation_id", sorted(WRITES))
def test_a_write_is_seen_by_a_later_read(
    traffic: Traffic, operations: dict[str, Operation], operation_id: str
) -> None:
    owner = register(traffic.http)
    owner = WRITES[operation_id](owner) or owner
    called = traffic.request_ids_of(operations[operation_id])
    assert called, "the proof never performed the operation"
    told = {entry["request_id"] for entry in listed(again(owner), "/audit")}
    assert (called <= told) == (operation_id not in NOT_IN_ITS_AUDIT), "the audit log differs from what is expected"
