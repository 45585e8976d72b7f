"""What a caller may do: at the door, on a row, and in another organization."""

from __future__ import annotations

from uuid import UUID

import pytest

from kernel.context import (
    ANONYMOUS,
    PERMISSION,
    SYSTEM,
    Context,
    Grant,
    Principal,
    PrincipalKind,
    system_context,
)
from kernel.errors import Forbidden
from kernel.ids import INSTANCE_ID, new_id

READ, WRITE = "finance:orders:read", "finance:orders:write"
CLIENT, OTHER_CLIENT, PROJECT, OTHER_PROJECT = (new_id() for _ in range(4))
ANNA = Principal(PrincipalKind.USER, new_id(), "Anna")


def _context(*grants: Grant) -> Context:
    return Context(new_id(), ANNA, grants)


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        (READ, True),
        ("auth:api_keys:read", True),
        ("auth:read", False),
        ("Auth:a:b", False),
        ("a:b:c:d", False),
        ("a:b:c\n", False),
    ],
)
def test_a_permission_reads_module_noun_action(name: str, valid: bool) -> None:
    assert bool(PERMISSION.match(name)) is valid


@pytest.mark.parametrize(
    ("grant", "client", "project", "covered"),
    [
        (Grant(frozenset()), None, None, True),
        (Grant(frozenset()), CLIENT, PROJECT, True),
        (Grant(frozenset(), CLIENT), CLIENT, None, True),
        (Grant(frozenset(), CLIENT), CLIENT, PROJECT, True),
        (Grant(frozenset(), CLIENT), OTHER_CLIENT, PROJECT, False),
        (Grant(frozenset(), CLIENT), None, None, False),
        (Grant(frozenset(), CLIENT, PROJECT), CLIENT, PROJECT, True),
        (Grant(frozenset(), CLIENT, PROJECT), CLIENT, OTHER_PROJECT, False),
        (Grant(frozenset(), CLIENT, PROJECT), OTHER_CLIENT, PROJECT, False),
        (Grant(frozenset(), None, PROJECT), CLIENT, PROJECT, True),
        (Grant(frozenset(), None, PROJECT), CLIENT, None, False),
    ],
)
def test_a_grant_covers_its_scope(grant: Grant, client: UUID | None, project: UUID | None, covered: bool) -> None:
    assert grant.covers(client, project) is covered


def test_a_permission_in_one_scope_opens_the_door_but_not_every_row() -> None:
    context = _context(Grant(frozenset({READ}), CLIENT))

    assert context.holds(READ)
    assert context.allows(READ, CLIENT)
    assert context.allows(READ, CLIENT, PROJECT)
    assert not context.allows(READ, OTHER_CLIENT)
    assert not context.allows(READ)
    assert not context.holds(WRITE)


def test_scopes_do_not_lend_each_other_permissions() -> None:
    context = _context(Grant(frozenset({READ}), CLIENT), Grant(frozenset({WRITE}), OTHER_CLIENT))

    assert not context.allows(WRITE, CLIENT)
    assert context.allows(WRITE, OTHER_CLIENT)
    assert context.permissions == {READ, WRITE}


def test_a_refusal_names_the_permission() -> None:
    with pytest.raises(Forbidden) as caught:
        _context().require(READ, CLIENT, PROJECT)

    assert caught.value.detail == f"This needs the permission {READ}."
    assert caught.value.extra == {"permission": READ}


def test_require_all_wants_the_whole_organization() -> None:
    _context(Grant(frozenset({READ, WRITE}))).require_all({WRITE, READ})
    _context().require_all(())

    with pytest.raises(Forbidden, match=READ):
        _context(Grant(frozenset({READ}), CLIENT), Grant(frozenset({WRITE}))).require_all([WRITE, READ])


def test_nobody_holds_nothing() -> None:
    context = Context()

    assert (context.organization_id, context.principal, context.permissions) == (INSTANCE_ID, ANONYMOUS, frozenset())
    assert not context.is_system
    assert not context.holds(READ)
    assert not context.allows(READ)


def test_the_system_may_do_everything() -> None:
    organization = new_id()
    context = system_context(organization, "request-1")

    assert (context.organization_id, context.principal, context.request_id) == (organization, SYSTEM, "request-1")
    assert context.is_system
    assert context.holds(READ)
    assert context.allows(WRITE, CLIENT, PROJECT)
    context.require(WRITE, CLIENT)
    assert system_context().organization_id == INSTANCE_ID


def test_an_operator_holds_nothing_inside_an_organization() -> None:
    context = Context(new_id(), Principal(PrincipalKind.USER, new_id(), is_operator=True))

    assert not context.holds(READ)


def test_grants_do_not_travel() -> None:
    there = new_id()
    here = Context(new_id(), ANNA, (Grant(frozenset({READ})),), "request-1", CLIENT, PROJECT, "203.0.113.7")

    moved = here.within(there)

    assert moved == Context(there, ANNA, (), "request-1")
    assert moved.address == "203.0.113.7"
    assert here.holds(READ)


def test_the_address_does_not_tell_callers_apart() -> None:
    organization = new_id()

    assert Context(organization, ANNA, address="a") == Context(organization, ANNA, address="b")
