"""The door: what credentials become, and that whatever ended counts from the next request on."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from kernel.clock import ManualClock
from kernel.context import ANONYMOUS, Context, PrincipalKind, system_context
from kernel.errors import NotFound
from kernel.ids import INSTANCE_ID, new_id
from modules.auth.access.service import Door
from modules.auth.api_keys import service as api_keys
from modules.auth.api_keys.domain import NewApiKey
from modules.auth.clients import service as clients
from modules.auth.clients.domain import NewClient
from modules.auth.members import service as members
from modules.auth.projects import service as projects
from modules.auth.projects.domain import NewProject
from modules.auth.public.errors import InvalidToken
from modules.auth.public.models import IssuedApiKey, RoleReference, User
from modules.auth.roles import service as roles
from modules.auth.roles.service import RoleChange
from modules.auth.sessions import service as sessions
from modules.auth.sessions.domain import Account, NewSession
from modules.auth.tokens.service import AccessTokens
from modules.auth.users import service as users
from providers.database.port import Database
from providers.http.port import Credentials
from tests.modules.auth.place import CATALOGUE, EVERYTHING, Place

NONE = Credentials(None, None, None, None, None, "request", "203.0.113.9")
READS = ("auth:clients:read", "auth:projects:read")


@pytest.fixture
def door(database: Database, tokens: AccessTokens, clock: ManualClock) -> Door:
    return Door(database, tokens, CATALOGUE, clock)


async def _session(place: Place, user: User) -> UUID:
    """A session, without the password."""
    account = await place.read(sessions.account_of, user.id)
    assert isinstance(account, Account)
    new = NewSession(account, new_id().bytes * 2, "", user.created_at + timedelta(days=30))
    signed_in = await place.database.write(Context(), sessions.start, new)
    assert signed_in is not None
    return signed_in.session_id


async def _bearer(place: Place, tokens: AccessTokens, user: User | None = None) -> Credentials:
    user = user or place.owner
    session_id = await _session(place, user)
    return replace(NONE, bearer=await tokens.issue(user.id, session_id, place.organization.id))


async def _key(place: Place, **options: object) -> IssuedApiKey:
    new = NewApiKey("Web shop", READS, **options)  # type: ignore[arg-type]  # each test says what it needs
    return await place.write(api_keys.create, new, CATALOGUE)


async def test_nothing_brought_is_nobody(door: Door) -> None:
    context = await door.authenticate(NONE)

    assert (context.principal, context.grants, context.organization_id) == (ANONYMOUS, (), INSTANCE_ID)
    assert (context.request_id, context.address) == ("request", "203.0.113.9")


async def test_a_token_is_a_user_in_their_organization(door: Door, place: Place, tokens: AccessTokens) -> None:
    credentials = await _bearer(place, tokens)

    context = await door.authenticate(credentials)

    assert context.organization_id == place.organization.id
    assert (context.principal.kind, context.principal.id) == (PrincipalKind.USER, place.owner.id)
    assert context.principal.name == "Ada Lindholm"
    assert context.permissions == EVERYTHING
    assert context.principal.is_operator is False
    assert (context.client_id, context.project_id) == (None, None)


async def test_permissions_are_those_of_the_role_now(door: Door, place: Place, tokens: AccessTokens) -> None:
    role = await place.role_holding("auth:clients:read", "auth:projects:read", name="Reader")
    user = await place.person("Reader")
    credentials = await _bearer(place, tokens, user)
    assert (await door.authenticate(credentials)).permissions == set(READS)

    await place.write(roles.update, role.id, RoleChange(permissions=READS[:1]), CATALOGUE)
    assert (await door.authenticate(credentials)).permissions == {READS[0]}

    viewer = await place.role("viewer")
    await place.write(members.change_role, user.id, viewer.id, None, CATALOGUE)
    assert (await door.authenticate(credentials)).permissions == set(viewer.permissions)


async def test_who_left_has_no_organization(door: Door, place: Place, tokens: AccessTokens) -> None:
    user = await place.person("viewer")
    credentials = await _bearer(place, tokens, user)
    await place.write(members.remove, user.id, CATALOGUE)

    context = await door.authenticate(credentials)

    assert (context.principal.id, context.organization_id, context.grants) == (user.id, INSTANCE_ID, ())
    with pytest.raises(NotFound):
        await door.authenticate(replace(credentials, organization=place.organization.slug))


async def test_a_session_that_ended_counts_at_once(door: Door, place: Place, tokens: AccessTokens) -> None:
    session_id = await _session(place, place.owner)
    credentials = replace(NONE, bearer=await tokens.issue(place.owner.id, session_id, place.organization.id))
    await door.authenticate(credentials)

    await place.write(sessions.revoke, session_id)

    with pytest.raises(InvalidToken):
        await door.authenticate(credentials)


async def test_who_is_locked_is_out_at_once(door: Door, place: Place, tokens: AccessTokens) -> None:
    credentials = await _bearer(place, tokens)
    await door.authenticate(credentials)
    await place.database.write(system_context(), users.lock, place.owner.email, is_locked=True)

    with pytest.raises(InvalidToken):
        await door.authenticate(credentials)


async def test_operators_are_known(door: Door, place: Place, tokens: AccessTokens) -> None:
    credentials = await _bearer(place, tokens)
    await place.database.write(system_context(), users.set_operator, place.owner.email, is_operator=True)

    assert (await door.authenticate(credentials)).principal.is_operator is True


async def test_tokens_of_other_people_and_sessions_do_not_mix(
    door: Door, place: Place, elsewhere: Place, tokens: AccessTokens
) -> None:
    session_id = await _session(place, place.owner)
    for user_id, session in ((elsewhere.owner.id, session_id), (place.owner.id, new_id())):
        token = await tokens.issue(user_id, session, place.organization.id)
        with pytest.raises(InvalidToken):
            await door.authenticate(replace(NONE, bearer=token))


async def test_another_organization_is_entered_by_id_or_slug(
    door: Door, place: Place, elsewhere: Place, tokens: AccessTokens
) -> None:
    credentials = await _bearer(place, tokens)
    for named in (str(elsewhere.organization.id), elsewhere.organization.slug, "unknown", str(new_id()), "x" * 999):
        with pytest.raises(NotFound):
            await door.authenticate(replace(credentials, organization=named))
    viewer = await elsewhere.role("viewer")
    reference = RoleReference(viewer.id, viewer.key, viewer.name)
    await elsewhere.database.write(elsewhere.system, members.add, place.owner.id, reference)

    for named in (str(elsewhere.organization.id), elsewhere.organization.slug):
        context = await door.authenticate(replace(credentials, organization=named))
        assert context.organization_id == elsewhere.organization.id
        assert context.permissions == set(viewer.permissions)
    assert (await door.authenticate(credentials)).organization_id == place.organization.id


async def test_client_and_project_are_named_by_id_or_code(
    door: Door, place: Place, elsewhere: Place, tokens: AccessTokens
) -> None:
    credentials = await _bearer(place, tokens)
    one = await place.write(clients.create, NewClient("one", "One"))
    two = await place.write(clients.create, NewClient("two", "Two"))
    project = await place.write(projects.create, NewProject(one.id, "launch", "Launch"))
    foreign = await elsewhere.write(clients.create, NewClient("foreign", "Foreign"))

    for client, named_project, expected in (
        ("two", None, (two.id, None)),
        (str(one.id), None, (one.id, None)),
        (None, "launch", (one.id, project.id)),
        ("one", str(project.id), (one.id, project.id)),
    ):
        context = await door.authenticate(replace(credentials, client=client, project=named_project))
        assert (context.client_id, context.project_id) == expected
    for client, named_project in ((str(foreign.id), None), ("foreign", None), ("two", "launch"), (None, "none")):
        with pytest.raises(NotFound):
            await door.authenticate(replace(credentials, client=client, project=named_project))


@pytest.mark.parametrize("header", ["bearer", "api_key"])
async def test_a_key_works_in_both_headers(door: Door, place: Place, header: str) -> None:
    issued = await _key(place)

    context = await door.authenticate(replace(NONE, **{header: issued.key}))

    assert context.organization_id == place.organization.id
    assert (context.principal.kind, context.principal.id) == (PrincipalKind.API_KEY, issued.id)
    assert context.permissions == set(READS)


async def test_a_key_is_limited_to_its_client_or_project(door: Door, place: Place) -> None:
    client = await place.write(clients.create, NewClient("one", "One"))
    project = await place.write(projects.create, NewProject(client.id, "launch", "Launch"))
    other = new_id()

    of_client = await door.authenticate(replace(NONE, api_key=(await _key(place, client_id=client.id)).key))
    of_project = await door.authenticate(replace(NONE, api_key=(await _key(place, project_id=project.id)).key))

    assert (of_client.client_id, of_client.project_id) == (client.id, None)
    assert (of_project.client_id, of_project.project_id) == (client.id, project.id)
    assert of_client.allows(READS[0], client.id, other)
    assert not of_client.allows(READS[0], other, None)
    assert of_project.allows(READS[0], other, project.id)  # the project may move to another client
    assert not of_project.allows(READS[0], client.id, other)
    assert not of_project.allows(READS[0])


async def test_headers_name_only_what_the_caller_sees(door: Door, place: Place, tokens: AccessTokens) -> None:
    one = await place.write(clients.create, NewClient("one", "One"))
    project = await place.write(projects.create, NewProject(one.id, "launch", "Launch"))
    await place.role_holding("auth:members:read", name="Blind")
    await place.role_holding("auth:projects:read", name="Projects only")
    blind = await _bearer(place, tokens, await place.person("Blind"))
    of_projects = await _bearer(place, tokens, await place.person("Projects only"))

    for named in ({"client": "one"}, {"project": "launch"}, {"client": str(one.id)}, {"project": str(project.id)}):
        with pytest.raises(NotFound):
            await door.authenticate(replace(blind, **named))
    with pytest.raises(NotFound):
        await door.authenticate(replace(of_projects, client="one"))
    found = await door.authenticate(replace(of_projects, project="launch"))
    assert (found.client_id, found.project_id) == (one.id, project.id)


async def test_a_limited_key_is_attributed_inside_its_limits(door: Door, place: Place) -> None:
    one = await place.write(clients.create, NewClient("one", "One"))
    await place.write(clients.create, NewClient("two", "Two"))
    launch = await place.write(projects.create, NewProject(one.id, "launch", "Launch"))
    care = await place.write(projects.create, NewProject(one.id, "care", "Care"))
    two = await place.write(clients.resolve, "two")
    await place.write(projects.create, NewProject(two.id, "foreign", "Foreign"))
    of_client = replace(NONE, api_key=(await _key(place, client_id=one.id)).key)
    of_project = replace(NONE, api_key=(await _key(place, project_id=launch.id)).key)
    mute = NewApiKey("Mute", (), project_id=launch.id)
    of_mute = replace(NONE, api_key=(await place.write(api_keys.create, mute, CATALOGUE)).key)

    for credentials, named, expected in (
        (of_client, {"client": "one"}, (one.id, None)),
        (of_client, {"project": "care"}, (one.id, care.id)),
        (of_project, {"client": "one"}, (one.id, launch.id)),
        (of_project, {"project": "launch"}, (one.id, launch.id)),
        (of_mute, {"client": "one", "project": str(launch.id)}, (one.id, launch.id)),
    ):
        context = await door.authenticate(replace(credentials, **named))
        assert (context.client_id, context.project_id) == expected
    for credentials, named in (
        (of_client, {"client": "two"}),
        (of_client, {"project": "foreign"}),
        (of_project, {"project": "care"}),
        (of_project, {"project": "foreign"}),
        (of_project, {"client": str(two.id)}),
        (of_mute, {"project": "care"}),
    ):
        with pytest.raises(NotFound):
            await door.authenticate(replace(credentials, **named))


async def test_a_key_belongs_to_one_organization(door: Door, place: Place, elsewhere: Place) -> None:
    credentials = replace(NONE, api_key=(await _key(place)).key)

    for named in (place.organization.slug, str(place.organization.id)):
        found = await door.authenticate(replace(credentials, organization=named))
        assert found.organization_id == place.organization.id
    for named in (elsewhere.organization.slug, str(elsewhere.organization.id)):
        with pytest.raises(NotFound):
            await door.authenticate(replace(credentials, organization=named))


async def test_a_revoked_or_expired_key_is_out_at_once(door: Door, place: Place) -> None:
    issued = await _key(place)
    credentials = replace(NONE, api_key=issued.key)
    await door.authenticate(credentials)

    await place.write(api_keys.revoke, issued.id)

    with pytest.raises(InvalidToken):
        await door.authenticate(credentials)
    brief = await _key(place, expires_at=place.owner.created_at + timedelta(seconds=2))
    await door.authenticate(replace(NONE, api_key=brief.key))
    while (await place.read(api_keys.get, brief.id)).status == "active":
        time.sleep(0.05)  # noqa: ASYNC251  # nothing else runs here
    with pytest.raises(InvalidToken):
        await door.authenticate(replace(NONE, api_key=brief.key))


async def test_the_use_of_a_key_is_noted_once_a_minute(door: Door, place: Place, clock: ManualClock) -> None:
    issued = await _key(place)
    credentials = replace(NONE, api_key=issued.key)
    await door.authenticate(credentials)
    first = (await place.read(api_keys.get, issued.id)).last_used_at
    assert first is not None

    clock.advance(timedelta(seconds=59))
    await door.authenticate(credentials)
    assert (await place.read(api_keys.get, issued.id)).last_used_at == first

    clock.advance(timedelta(seconds=2))
    await door.authenticate(credentials)
    later = (await place.read(api_keys.get, issued.id)).last_used_at
    assert later is not None
    assert later > first


@pytest.mark.parametrize("secret", ["ff_unknown", "ff_", "", "Basic abc", "\ud800", "x" * 5000])
async def test_unknown_credentials_are_refused(door: Door, secret: str) -> None:
    with pytest.raises(InvalidToken):
        await door.authenticate(replace(NONE, bearer=secret))
    with pytest.raises(InvalidToken):
        await door.authenticate(replace(NONE, api_key=secret))


async def test_two_credentials_are_one_too_many(door: Door, place: Place, tokens: AccessTokens) -> None:
    credentials = await _bearer(place, tokens)

    with pytest.raises(InvalidToken):
        await door.authenticate(replace(credentials, api_key=(await _key(place)).key))
