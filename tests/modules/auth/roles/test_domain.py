"""What the built-in roles hold, and that nobody gives more than they have."""

from __future__ import annotations

import itertools

import pytest

from kernel.context import Context, Grant, system_context
from kernel.errors import Invalid
from kernel.ids import new_id
from kernel.module_spec import Permission
from modules.auth.public.errors import Escalation
from modules.auth.roles.domain import BUILTIN, PERMISSIONS, Catalogue, builtin_permissions, require_cover

LATER = (Permission("finance:orders:read", "See orders."), Permission("finance:orders:write", "Make orders."))
CATALOGUE = Catalogue(lambda: (*PERMISSIONS, *LATER))


def test_owners_hold_everything_there_is() -> None:
    assert CATALOGUE.held_by("owner", []) == CATALOGUE.names


def test_admins_hold_everything_but_the_organization_itself() -> None:
    assert CATALOGUE.names - CATALOGUE.held_by("admin", []) == {"auth:organization:write"}


def test_members_read_and_work_on_clients_and_projects() -> None:
    held = CATALOGUE.held_by("member", [])

    assert {name for name in held if name.endswith(":write")} == {"auth:clients:write", "auth:projects:write"}
    assert CATALOGUE.names - held - {name for name in CATALOGUE.names if name.endswith(":write")} == {
        "auth:audit:read",
        "auth:api_keys:read",
    }


def test_viewers_see_five_things() -> None:
    assert CATALOGUE.held_by("viewer", []) == {
        f"auth:{noun}:read" for noun in ("organization", "members", "roles", "clients", "projects")
    }


def test_each_built_in_role_holds_less_than_the_one_before() -> None:
    sets = [builtin_permissions(key, CATALOGUE.names) for key in BUILTIN]

    assert all(greater > smaller for greater, smaller in itertools.pairwise(sets))


def test_a_role_of_ones_own_holds_what_is_stored_and_still_exists() -> None:
    assert CATALOGUE.held_by(None, ["auth:clients:read", "gone:noun:read"]) == {"auth:clients:read"}


def test_unknown_permissions_are_each_named() -> None:
    CATALOGUE.check_known(["auth:clients:read"])
    with pytest.raises(Invalid) as caught:
        CATALOGUE.check_known(["b:b:b", "auth:clients:read", "a:a:a"])

    assert [error.message for error in caught.value.errors] == [
        "a:a:a is not a permission",
        "b:b:b is not a permission",
    ]


def test_the_catalogue_is_read_when_all_modules_are_built() -> None:
    declared: list[Permission] = []
    catalogue = Catalogue(lambda: declared)
    declared.extend(LATER)

    assert catalogue.names == {"finance:orders:read", "finance:orders:write"}
    assert catalogue.entries() == list(LATER)


def test_only_what_is_held_in_the_whole_organization_can_be_given() -> None:
    whole = Context(grants=(Grant(frozenset({"auth:clients:read"})),))
    scoped = Context(grants=(Grant(frozenset({"auth:clients:read"}), client_id=new_id()),))

    require_cover(whole, ["auth:clients:read"])
    require_cover(system_context(), ["auth:clients:read"])
    require_cover(Context(), [])
    for context, wanted in ((whole, "auth:clients:write"), (scoped, "auth:clients:read"), (Context(), "a:b:c")):
        with pytest.raises(Escalation) as caught:
            require_cover(context, [wanted])
        assert caught.value.extra["missing"] == [wanted]
