"""What every operation has around it: health, documents, keys, problems, headers, compression, request ids."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import jsonschema_rs
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.journeys.people import AUTH, PASSWORD, Caller, code_of, make_client, nobody, register
from tests.support.servers import REPOSITORY, ProductServer

PROBLEM_SCHEMA = REPOSITORY.parent / "shared/data/api_problem_details/problem.schema.json"
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


@pytest.fixture(scope="module")
def visitor(http: httpx.Client) -> Caller:
    """An owner of a new organization."""
    return register(http)


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_health_asks_the_database_and_every_module(http: httpx.Client, path: str) -> None:
    response = http.get(path)
    health = response.json()
    assert (response.status_code, health["status"]) == (200, "ok")
    assert {"database", "auth"} <= {check["name"] for check in health["checks"]}
    assert [check for check in health["checks"] if check["status"] != "ok" or check["ms"] < 0] == []
    assert response.headers["cache-control"] == "no-store"


def test_liveness_asks_nobody(http: httpx.Client) -> None:
    response = http.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_document_is_at_both_addresses(http: httpx.Client) -> None:
    document = http.get("/api/openapi.json")
    assert document.status_code == 200
    assert document.headers["content-type"] == "application/json"
    assert document.json()["openapi"].startswith("3.1")
    assert http.get("/openapi.json", follow_redirects=True).json() == document.json()


def test_the_reference_page_names_every_operation(http: httpx.Client) -> None:
    page = http.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert http.get("/docs", follow_redirects=True).text == page.text
    for path, methods in http.get("/api/openapi.json").json()["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert operation["operationId"] in page.text
    for resource in re.findall(r'(?:href|src)="(/[^"#]*)"', page.text):
        assert http.get(resource, follow_redirects=True).status_code == 200, resource


def test_an_access_token_is_verified_by_the_published_keys(http: httpx.Client) -> None:
    person = register(http)
    published = http.get("/.well-known/jwks.json")
    assert published.status_code == 200
    assert [sorted(key.keys() & {"d", "p", "q", "k"}) for key in published.json()["keys"]] == [[]]
    keys = KeySet.import_key_set(published.json())
    token = jwt.decode(person.tokens["access_token"], keys, algorithms=["EdDSA", "Ed25519"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["sub"] == person.user["id"]
    assert token.claims["exp"] - token.claims["iat"] == person.tokens["expires_in"] == 600
    head, _, signature = person.tokens["access_token"].rpartition(".")
    forged = f"{head}.{'A' * len(signature)}"
    headers = {"Authorization": f"Bearer {forged}"}
    assert code_of(http.get(f"{AUTH}/me", headers=headers), 401) == "invalid_token"


def _problems(visitor: Caller) -> dict[int, httpx.Response]:
    http, json_type = visitor.http, {"Content-Type": "application/json"}
    return {
        400: http.post(f"{AUTH}/login", content=b'{"email": ', headers=json_type),
        401: http.get(f"{AUTH}/me"),
        403: visitor.send("GET", "/api/v1/operations/overview"),
        404: http.get("/api/v1/nowhere"),
        405: http.delete(f"{AUTH}/login"),
        409: visitor.send("POST", "/clients", json={"code": make_client(visitor)["code"], "name": "Acme"}),
        412: visitor.send(
            "PATCH", f"/clients/{make_client(visitor)['id']}", json={"name": "x"}, headers={"If-Match": '"7"'}
        ),
        413: http.post(f"{AUTH}/login", content=b" " * 1_048_577, headers=json_type),
        415: http.post(f"{AUTH}/login", content=b"email=a", headers={"Content-Type": "text/plain"}),
        422: http.post(f"{AUTH}/login", json={"email": "nobody", "password": 7}),
    }


CODES = {
    400: "malformed", 401: "unauthenticated", 403: "operator_only", 404: "not_found", 405: "method_not_allowed",
    409: "code_taken", 412: "precondition_failed", 413: "too_large", 415: "unsupported_media_type", 422: "invalid",
}  # fmt: skip


def test_every_error_is_a_problem_document(visitor: Caller, subtests: pytest.Subtests) -> None:
    for status, response in _problems(visitor).items():
        with subtests.test(status=status):
            assert code_of(response, status) == CODES[status]
            problem = response.json()
            assert problem["status"] == status
            assert problem["type"] == f"/problems/{CODES[status]}"
            assert problem["title"]
            assert problem["detail"]
            assert problem["instance"] == response.request.url.path
            assert problem["request_id"] == response.headers["x-request-id"]


def test_problem_documents_keep_to_the_published_schema(visitor: Caller) -> None:
    if not PROBLEM_SCHEMA.exists():
        pytest.skip(f"needs the RFC 9457 schema, which is not at {PROBLEM_SCHEMA}")
    # Printed in an RFC, its long lines are folded with backslashes.
    schema = jsonschema_rs.validator_for(
        json.loads(PROBLEM_SCHEMA.read_text().replace("\\\n", "")), validate_formats=True
    )
    for response in _problems(visitor).values():
        schema.validate(response.json())


def test_some_problems_say_more(visitor: Caller) -> None:
    problems = _problems(visitor)
    assert problems[401].headers["www-authenticate"] == "Bearer"
    assert problems[405].headers["allow"] == "POST"
    assert problems[413].json()["limit_bytes"] == 1_048_576
    assert {error["field"] for error in problems[422].json()["errors"]} == {"email", "password"}
    assert all(error["message"] and error["code"] for error in problems[422].json()["errors"])


def test_a_word_of_the_api_is_not_taken_for_an_id(visitor: Caller) -> None:
    response = visitor.send("GET", "/invitations/preview")
    assert code_of(response, 405) == "method_not_allowed"
    assert response.headers["allow"] == "POST"


def test_a_chunked_body_is_limited_as_well(http: httpx.Client) -> None:
    chunks = (b" " * 65_536 for _ in range(20))
    response = http.post(f"{AUTH}/login", content=chunks, headers={"Content-Type": "application/json"})
    assert code_of(response, 413) == "too_large"


def test_a_refused_password_is_not_repeated(http: httpx.Client) -> None:
    body = {"email": "not an address", "password": "a-secret-nobody-should-see", "name": "A", "organization": "B"}
    response = http.post(f"{AUTH}/register", json={**body, "surplus": "another-secret"})
    assert code_of(response, 422) == "invalid"
    assert {error["field"] for error in response.json()["errors"]} == {"email", "surplus"}
    assert "secret" not in response.text


@pytest.mark.parametrize("path", ["/", "/health", f"{AUTH}/me", "/api/v1/nowhere", "/api/docs", "/sign-in"])
def test_security_headers_are_everywhere(http: httpx.Client, path: str) -> None:
    headers = http.get(path, headers={"Accept": "text/html"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe-inline'" not in policy


def test_answers_of_the_api_may_neither_run_nor_be_kept(visitor: Caller) -> None:
    response = visitor.send("GET", "/clients")
    assert response.headers["content-security-policy"] == API_POLICY
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers


def test_deep_links_are_pages_and_unknown_files_are_not(http: httpx.Client) -> None:
    page = http.get("/members", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-cache"
    assert code_of(http.get("/assets/gone.js"), 404) == "not_found"
    assert code_of(http.get("/api/v1/nowhere", headers={"Accept": "text/html"}), 404) == "not_found"


def test_long_answers_are_compressed_for_those_who_ask(http: httpx.Client) -> None:
    plain = http.get("/api/openapi.json", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with http.stream("GET", "/api/openapi.json", headers={"Accept-Encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in response.headers["vary"].lower()
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 4
    assert "content-encoding" not in http.get("/health/live").headers


def test_a_sane_request_id_comes_back_and_another_does_not(http: httpx.Client) -> None:
    assert http.get("/health", headers={"X-Request-Id": "from-the-shop_7.1"}).headers["x-request-id"] == (
        "from-the-shop_7.1"
    )
    made = [
        http.get("/health", headers={"X-Request-Id": insane}).headers["x-request-id"]
        for insane in ("a b", "x" * 65, '"><script>', "")
    ]
    assert all(re.fullmatch(r"[0-9a-f]{32}", request_id) for request_id in made)
    assert len(set(made)) == len(made)


def test_a_request_id_leads_from_the_answer_to_the_audit(visitor: Caller) -> None:
    client = make_client(visitor.with_headers(X_Request_Id="order-4711"))
    (entry,) = visitor.get("/audit", params={"target_id": client["id"]})["items"]
    assert entry["request_id"] == "order-4711"


def test_the_access_log_has_one_line_of_json_for_each_request(visitor: Caller, server: ProductServer) -> None:
    request_id = "look-for-me-in-the-log"
    visitor.send("GET", "/clients", headers={"X-Request-Id": request_id})
    nobody(visitor.http).send("POST", "/login", json={"email": "x@y.example", "password": PASSWORD})
    written = server.log_path.read_text()
    (line,) = [json.loads(line) for line in written.splitlines() if request_id in line]
    assert {name: line[name] for name in ("event", "method", "path", "status")} == {
        "event": "request", "method": "GET", "path": f"{AUTH}/clients", "status": 200,
    }  # fmt: skip
    assert line["principal"] is not None
    assert line["organization"] is not None
    assert PASSWORD not in written


def test_the_document_names_servers_by_address(document: dict[str, Any]) -> None:
    assert document["servers"][0]["url"] == "/"
    assert urlsplit(document["servers"][1]["url"]).scheme == "http"
