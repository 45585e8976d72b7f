"""Schemathesis over the whole OpenAPI of the running process, with every check that it has.

The cases are the same on every run. `make prove` sets FIVEFOLD_PROVE=1, which tries many more of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import httpx
import pytest
import schemathesis
from schemathesis import AuthContext, Case
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from tests.journeys.tenant import Tenant
from tests.support.servers import REPOSITORY, ProductServer

EXAMPLES = 60 if os.environ.get("FIVEFOLD_PROVE") == "1" else 3
PARTS = 3
"""So that workers can share the whole."""

SECONDS_MAX = 900

CONFIG: dict[str, Any] = {
    "seed": 5,
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
    "checks": {
        # A version in If-Match that is not the current one is a well-formed request, and 412 its documented answer.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412"],
        },
    },
}


@pytest.fixture(scope="module")
def tenant(server: ProductServer, http: httpx.Client) -> Iterator[Tenant]:
    """Whose requests these are. At the end every operation that was called has also succeeded."""
    tenant = Tenant(http)
    _make_operator(server, tenant.owner.email)
    yield tenant
    assert tenant.never_succeeded() == set()


def _make_operator(server: ProductServer, email: str) -> None:
    """Only the command line makes the first operator of an instance."""
    command = [sys.executable, "-m", "app.cli", "user", "operator", email]
    subprocess.run(command, cwd=REPOSITORY, env=server.environment, capture_output=True, check=True, timeout=60)


@pytest.fixture(scope="module")
def api(server: ProductServer, tenant: Tenant) -> BaseSchema:
    """The document that the process hands out, and who calls."""
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_url(f"{server.url}/api/openapi.json", config=config)

    @schema.auth(refresh_interval=None)
    class SignedIn:
        def get(self, _case: Case[Any], context: AuthContext) -> str | None:
            definition = context.operation.definition.raw
            if not definition["security"]:
                return None
            return tenant.token_for(definition["operationId"])

        def set(self, case: Case[Any], data: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = data

    return schema


@pytest.mark.timeout(SECONDS_MAX)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_keeps_its_contract(
    part: int, api: BaseSchema, tenant: Tenant, server: ProductServer, subtests: pytest.Subtests
) -> None:
    def keeps_its_contract(case: Case[Any]) -> None:
        tenant.fit(case)
        response = case.call(base_url=server.url)
        tenant.note(case, response.status_code)
        case.validate_response(response, transport_kwargs={"base_url": server.url})

    tests = list(_tests_of(api, keeps_its_contract, part))
    assert tests
    for name, test in tests:
        with subtests.test(operation=name):
            test()


def _tests_of(
    api: BaseSchema, keeps_its_contract: Callable[[Case[Any]], None], part: int
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The part's operations, each with the test that schemathesis makes for it.

    These are the tests of `schema.parametrize()`. Its own way of handing them to pytest either needs the server
    while tests are being collected, or writes to a field that nodes of pytest 9.2 do not have any more.
    """
    load_all_checks()
    chosen = api.include(lambda context: crc32(context.operation.label.encode()) % PARTS == part)
    for result in get_all_tests(schema=chosen, test_func=keeps_its_contract, settings=None, given_kwargs={}):
        assert isinstance(result, Ok), result.err()
        operation, test = result.ok()
        yield operation.label, test
