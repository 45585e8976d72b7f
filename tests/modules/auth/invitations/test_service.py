"""Inviting and accepting, on real databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.context import Context, system_context
from kernel.errors import Forbidden, Invalid, NotFound
from kernel.ids import new_id
from kernel.pagination import PageRequest
from modules.auth.directory import service as directory
from modules.auth.invitations import accepting, repository, service
from modules.auth.invitations.accepting import Acceptance
from modules.auth.invitations.domain import InvitationFilter, NewInvitation, hash_of
from modules.auth.members import service as members
from modules.auth.passwords.service import Passwords
from modules.auth.public.errors import (
    AccountLocked,
    AlreadyInvited,
    AlreadyMember,
    Escalation,
    InvalidCredentials,
    InvitationAccepted,
    InvitationExpired,
    InvitationRevoked,
)
from modules.auth.public.models import InvitationStatus, IssuedInvitation, Registered
from modules.auth.sessions import service as sessions
from modules.auth.settings import AuthSettings
from modules.auth.users import service as users
from modules.auth.users.service import Accounts
from providers.database.port import Database
from tests.modules.auth.place import CATALOGUE, Place, found, new_user

PASSWORD = "correct horse battery"
NOBODY = Context(request_id="test")
ALL = PageRequest(limit=200)


@pytest.fixture
def acceptance(database: Database, passwords: Passwords) -> Acceptance:
    return Acceptance(database, Accounts(database, passwords), passwords)


def _email() -> str:
    return f"{new_id().hex}@example.com"


async def _invite(place: Place, settings: AuthSettings, email: str, role: str = "member") -> IssuedInvitation:
    new = NewInvitation(email, (await place.role(role)).id)
    return await place.write(service.create, new, CATALOGUE, settings)


async def _accept(
    acceptance: Acceptance,
    place: Place,
    token: str,
    name: str | None = "June Okafor",
    password: str | None = PASSWORD,
) -> Registered:
    where = await acceptance.place(NOBODY, token)
    joining = await acceptance.prepare(NOBODY, where, name, password)
    return await place.database.write(system_context(where.organization_id), accepting.accept, joining)


async def _age(place: Place, invitation: IssuedInvitation) -> None:
    """Let the invitation be as old as it can get."""
    past = invitation.created_at - timedelta(seconds=1)
    await place.write(repository.renew, invitation.id, hash_of(invitation.token), past)


async def _by_status(place: Place) -> dict[str, list[str]]:
    return {
        status.value: [
            invitation.email
            for invitation in (await place.read(service.list_, InvitationFilter(status=status), ALL)).items
        ]
        for status in InvitationStatus
    }


async def test_somebody_new_joins_with_a_link(
    acceptance: Acceptance, place: Place, settings: AuthSettings, passwords: Passwords
) -> None:
    email = _email()
    issued = await _invite(place, settings, email)
    assert issued.link == f"https://fivefold.example/invitations/{issued.token}"
    assert issued.expires_at - issued.created_at == timedelta(days=7)
    where = await acceptance.place(NOBODY, issued.token)
    preview = await place.database.read(place.system, accepting.preview, where.invitation_id)
    assert (preview.organization_name, preview.email, preview.role_name) == ("Testing Ltd", email, "Member")
    assert (preview.inviter_name, preview.account_exists) == ("Ada Lindholm", False)

    joined = await _accept(acceptance, place, issued.token)

    assert (joined.user.email, joined.user.name, joined.organization) == (email, "June Okafor", place.organization)
    member = await place.read(members.get, joined.user.id)
    assert member.role.key == "member"
    assert (await place.read(service.get, issued.id)).status is InvitationStatus.ACCEPTED
    account = await place.read(sessions.account_of, joined.user.id)
    assert account is not None
    assert await passwords.verify(PASSWORD, account.password_hash)


async def test_a_link_works_once(acceptance: Acceptance, place: Place, settings: AuthSettings) -> None:
    issued = await _invite(place, settings, _email())
    where = await acceptance.place(NOBODY, issued.token)
    joinings = [await acceptance.prepare(NOBODY, where, f"Person {index}", PASSWORD) for index in range(4)]

    outcomes = await asyncio.gather(
        *(place.database.write(place.system, accepting.accept, joining) for joining in joinings),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [*["InvitationAccepted"] * 3, "Registered"]
    assert (await place.role("member")).member_count == 1
    with pytest.raises(InvitationAccepted):
        await place.database.read(place.system, accepting.preview, issued.id)


async def test_somebody_with_an_account_joins_with_its_password(
    acceptance: Acceptance, place: Place, settings: AuthSettings, passwords: Passwords
) -> None:
    home = await found(place.database, owner=replace(new_user(), password_hash=await passwords.hash(PASSWORD)))
    issued = await _invite(place, settings, home.owner.email.upper())
    assert (await place.database.read(place.system, accepting.preview, issued.id)).account_exists is True
    for password in ("wrong password", None):
        with pytest.raises(InvalidCredentials):
            await _accept(acceptance, place, issued.token, "Other Name", password)
    assert not await place.is_member(home.owner.id)

    joined = await _accept(acceptance, place, issued.token, None)

    assert joined.user == home.owner
    listed = await place.read(directory.organizations_of, home.owner.id)
    assert [entry.id for entry in listed] == [home.organization.id, place.organization.id]


async def test_a_locked_account_does_not_join(
    acceptance: Acceptance, place: Place, settings: AuthSettings, passwords: Passwords
) -> None:
    home = await found(place.database, owner=replace(new_user(), password_hash=await passwords.hash(PASSWORD)))
    issued = await _invite(place, settings, home.owner.email)
    await place.database.write(system_context(), users.lock, home.owner.email, is_locked=True)

    with pytest.raises(AccountLocked):
        await _accept(acceptance, place, issued.token, None)

    assert not await place.is_member(home.owner.id)


@pytest.mark.parametrize(("name", "password"), [(None, PASSWORD), ("June", None), (None, None)])
async def test_a_new_account_needs_name_and_password(
    acceptance: Acceptance, place: Place, settings: AuthSettings, name: str | None, password: str | None
) -> None:
    issued = await _invite(place, settings, _email())

    with pytest.raises(Invalid) as caught:
        await _accept(acceptance, place, issued.token, name, password)

    assert [error.field for error in caught.value.errors] == ["name", "password"]
    assert (await place.read(service.get, issued.id)).status is InvitationStatus.PENDING
    assert await place.read(users.find_by_email, issued.email) is None


async def test_an_old_link_leads_nowhere_until_it_is_renewed(
    acceptance: Acceptance, place: Place, settings: AuthSettings
) -> None:
    issued = await _invite(place, settings, _email())
    await _age(place, issued)
    with pytest.raises(InvitationExpired):
        await _accept(acceptance, place, issued.token)
    assert await place.read(users.find_by_email, issued.email) is None

    renewed = await place.write(service.renew, issued.id, CATALOGUE, settings)

    assert (renewed.id, renewed.status) == (issued.id, InvitationStatus.PENDING)
    assert renewed.token != issued.token
    with pytest.raises(NotFound):
        await acceptance.place(NOBODY, issued.token)
    assert (await _accept(acceptance, place, renewed.token)).user.email == issued.email


async def test_a_revoked_one_stays_revoked(acceptance: Acceptance, place: Place, settings: AuthSettings) -> None:
    issued = await _invite(place, settings, _email())
    await place.write(service.revoke, issued.id)
    await place.write(service.revoke, issued.id)

    with pytest.raises(InvitationRevoked):
        await _accept(acceptance, place, issued.token)
    with pytest.raises(InvitationRevoked):
        await place.write(service.renew, issued.id, CATALOGUE, settings)
    assert len(await place.audit("auth.invitation.revoked")) == 1
    assert await place.read(users.find_by_email, issued.email) is None


async def test_an_accepted_one_can_be_neither_revoked_nor_renewed(
    acceptance: Acceptance, place: Place, settings: AuthSettings
) -> None:
    issued = await _invite(place, settings, _email())
    joined = await _accept(acceptance, place, issued.token)

    with pytest.raises(InvitationAccepted):
        await place.write(service.revoke, issued.id)
    with pytest.raises(InvitationAccepted):
        await place.write(service.renew, issued.id, CATALOGUE, settings)

    assert await place.is_member(joined.user.id)


async def test_nobody_is_invited_twice(place: Place, settings: AuthSettings) -> None:
    email = _email()
    issued = await _invite(place, settings, email)

    with pytest.raises(AlreadyInvited):
        await _invite(place, settings, email.upper())
    with pytest.raises(AlreadyMember):
        await _invite(place, settings, place.owner.email.upper())
    assert (await _by_status(place))["pending"] == [email]

    await place.write(service.revoke, issued.id)
    again = await _invite(place, settings, email)
    await _age(place, again)
    await _invite(place, settings, email)
    with pytest.raises(AlreadyInvited):
        await place.write(service.renew, again.id, CATALOGUE, settings)


async def test_filters_are_exact(acceptance: Acceptance, place: Place, settings: AuthSettings) -> None:
    emails = [_email() for _ in range(4)]
    pending, expired, accepted, revoked = [await _invite(place, settings, email) for email in emails]
    await _age(place, expired)
    await _accept(acceptance, place, accepted.token)
    await place.write(service.revoke, revoked.id)

    assert await _by_status(place) == dict(
        zip(("pending", "expired", "accepted", "revoked"), ([email] for email in emails), strict=True)
    )
    page = await place.read(service.list_, InvitationFilter(q=emails[0][14:30].upper()), ALL)
    assert [invitation.id for invitation in page.items] == [pending.id]
    newest_first = [
        invitation.email for invitation in (await place.read(service.list_, InvitationFilter(), ALL)).items
    ]
    assert newest_first == emails[::-1]


async def test_nobody_invites_to_more_than_they_hold(place: Place, settings: AuthSettings) -> None:
    admin = await place.member_context(await place.person("admin"))
    owner = await place.role("owner")
    with pytest.raises(Escalation):
        await place.database.write(admin, service.create, NewInvitation(_email(), owner.id), CATALOGUE, settings)
    issued = await _invite(place, settings, _email(), "owner")
    with pytest.raises(Escalation):
        await place.database.write(admin, service.renew, issued.id, CATALOGUE, settings)
    viewer = await place.member_context(await place.person("viewer"))
    with pytest.raises(Forbidden):
        await place.database.write(viewer, service.create, NewInvitation(_email(), owner.id), CATALOGUE, settings)

    assert (await _by_status(place))["pending"] == [issued.email]


async def test_another_organization_sees_nothing_of_it(
    place: Place, elsewhere: Place, settings: AuthSettings
) -> None:
    issued = await _invite(place, settings, _email())
    viewer = await place.role("viewer")

    with pytest.raises(NotFound):
        await elsewhere.read(service.get, issued.id)
    with pytest.raises(NotFound):
        await elsewhere.write(service.revoke, issued.id)
    with pytest.raises(NotFound):
        await elsewhere.write(service.renew, issued.id, CATALOGUE, settings)
    with pytest.raises(NotFound):
        await elsewhere.write(service.create, NewInvitation(_email(), viewer.id), CATALOGUE, settings)

    assert (await place.read(service.get, issued.id)).status is InvitationStatus.PENDING
    assert all(not emails for emails in (await _by_status(elsewhere)).values())


@pytest.mark.parametrize("token", ["", "unknown", "\ud800", "x" * 1000])
async def test_unknown_links_lead_nowhere(acceptance: Acceptance, token: str) -> None:
    with pytest.raises(NotFound):
        await acceptance.place(NOBODY, token)


async def test_no_record_holds_the_token(place: Place, settings: AuthSettings) -> None:
    issued = await _invite(place, settings, _email())

    assert issued.token not in repr(await place.audit())
