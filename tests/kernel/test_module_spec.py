"""What a module hands over has a shape that the composition can rely on."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from kernel.module_spec import ModuleSpec, Permission


def test_a_permission_is_named_by_module_noun_and_action() -> None:
    assert Permission("auth:members:read", "See who is in.").name == "auth:members:read"


@pytest.mark.parametrize("name", ["", "auth", "auth:members", "auth:Members:read", "auth.members.read", "a:b:c\n"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a permission reads module:noun:action"):
        Permission(name, "See.")


def test_an_empty_room_needs_only_its_name_and_what_it_will_own() -> None:
    facade = object()
    spec = ModuleSpec("finance", "Money and where it went.", facade)

    assert (spec.name, spec.owns, spec.facade) == ("finance", "Money and where it went.", facade)
    assert not any(
        (
            spec.routers,
            spec.permissions,
            spec.events,
            spec.handlers,
            spec.tasks,
            spec.templates,
            spec.health,
            spec.depends_on,
        )
    )


def test_rooms_do_not_share_their_handlers() -> None:
    first, second = ModuleSpec("a", "", None), ModuleSpec("b", "", None)

    assert first.handlers is not second.handlers
    assert first.health is not second.health


def test_a_spec_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        ModuleSpec("a", "", None).name = "b"  # type: ignore[misc]  # that is the point
