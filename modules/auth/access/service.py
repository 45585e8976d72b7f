"""The door: from the credentials of a request to its context.

An access token costs one look-up, by the session's key, so that signing out, locking, leaving and a changed role
count from the next request on. What never changes under its key is remembered: verified signatures, the permissions
of one version of a role, and where an API key is. The look-up itself is remembered only until anything is committed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import structlog

from kernel.clock import Clock
from kernel.context import Context, Grant, Principal, PrincipalKind
from kernel.errors import FivefoldError, NotFound
from kernel.unit import Unit
from modules.auth.access import repository
from modules.auth.access.domain import Bearer, require_alive
from modules.auth.api_keys import service as api_keys
from modules.auth.api_keys.domain import MARK, KeyPlace, hash_of
from modules.auth.clients import service as clients
from modules.auth.organizations import service as organizations
from modules.auth.organizations.domain import is_id
from modules.auth.projects import service as projects
from modules.auth.public.errors import InvalidToken
from modules.auth.public.models import ApiKey, ApiKeyStatus, Project
from modules.auth.roles.domain import Catalogue
from modules.auth.tokens.domain import Claims
from modules.auth.tokens.service import AccessTokens
from providers.database.port import Database
from providers.http.port import Credentials

_REMEMBERED_MAX = 10_000
_USE_NOTED_EVERY = timedelta(minutes=1)
_HEADER_LENGTH_MAX = 200

_K = TypeVar("_K")
_V = TypeVar("_V")

_log = structlog.get_logger("fivefold.auth.access")


class Door:
    """Implements `providers.http.port.Authenticator`."""

    def __init__(self, database: Database, tokens: AccessTokens, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._tokens = tokens
        self._catalogue = catalogue
        self._clock = clock
        self._bearers: dict[tuple[UUID, UUID], tuple[int, Bearer | None]] = {}
        self._role_grants: dict[tuple[UUID, int], tuple[Grant, ...]] = {}
        self._key_grants: dict[UUID, tuple[Grant, ...]] = {}
        self._places: dict[bytes, KeyPlace] = {}
        self._uses: dict[UUID, datetime] = {}

    async def authenticate(self, credentials: Credentials) -> Context:
        """See the port."""
        bearer, api_key = credentials.bearer, credentials.api_key
        if bearer is None and api_key is None:
            return Context(request_id=credentials.request_id, address=credentials.address)
        if bearer is not None and api_key is not None:
            raise InvalidToken("Send either Authorization or X-API-Key, not both.")
        if api_key is None and bearer is not None and not bearer.startswith(MARK):
            context = await self._with_token(credentials, await self._tokens.verify(bearer))
        else:
            context = await self._with_key(credentials, api_key or bearer or "")
        if credentials.client is None and credentials.project is None:
            return context
        return await self._attributed(context, credentials)

    async def _with_token(self, credentials: Credentials, claims: Claims) -> Context:
        named = credentials.organization
        organization_id = claims.organization_id if named is None else await self._organization(credentials, named)
        asking = Context(request_id=credentials.request_id, address=credentials.address)
        if organization_id is not None:
            asking = asking.within(organization_id)
        bearer = require_alive(await self._bearer(asking, claims.session_id), claims.user_id, self._clock.now())
        principal = Principal(
            PrincipalKind.USER, bearer.user_id, bearer.name, claims.session_id, is_operator=bearer.is_operator
        )
        if organization_id is None or bearer.role_id is None:
            if named is not None:
                raise NotFound.of("organization")
            return Context(principal=principal, request_id=asking.request_id, address=asking.address)
        return Context(
            organization_id=organization_id,
            principal=principal,
            grants=await self._grants_of(asking, bearer),
            request_id=asking.request_id,
            address=asking.address,
        )

    async def _bearer(self, asking: Context, session_id: UUID) -> Bearer | None:
        """The session as it is now. What was found before still counts while nothing at all was committed since."""
        version = self._database.version()
        known = self._bearers.get((session_id, asking.organization_id))
        if version is not None and known is not None and known[0] == version:
            return known[1]
        found = await self._database.point(asking, repository.find_bearer, session_id)
        if version is not None:
            _remember(self._bearers, (session_id, asking.organization_id), (version, found))
        return found

    async def _grants_of(self, asking: Context, bearer: Bearer) -> tuple[Grant, ...]:
        assert bearer.role_id is not None
        assert bearer.role_version is not None
        known = self._role_grants.get((bearer.role_id, bearer.role_version))
        if known is not None:
            return known
        role = await self._database.point(asking, repository.find_role, bearer.role_id)
        if role is None:
            return ()
        key, stored, version = role
        grants = (Grant(self._catalogue.held_by(key, stored)),)
        _remember(self._role_grants, (bearer.role_id, version), grants)
        return grants

    async def _organization(self, credentials: Credentials, named: str) -> UUID:
        """The organization that the header names, which may not exist: only a membership in it counts."""
        if is_id(named):
            return UUID(named)
        found = None
        if len(named) <= _HEADER_LENGTH_MAX:
            context = Context(request_id=credentials.request_id)
            found = await self._database.point(context, organizations.resolve, named)
        if found is None:
            raise NotFound.of("organization")
        return found.id

    async def _with_key(self, credentials: Credentials, secret: str) -> Context:
        asking = Context(request_id=credentials.request_id, address=credentials.address)
        place = await self._place(asking, secret)
        asking = asking.within(place.organization_id)
        key = await self._database.point(asking, api_keys.find_for_use, place.key_id)
        if key is None or key.status is not ApiKeyStatus.ACTIVE:
            raise InvalidToken("This API key does not work (any more).")
        named = credentials.organization
        if named is not None and await self._organization(credentials, named) != place.organization_id:
            raise NotFound.of("organization")
        await self._note_use(asking, key)
        return replace(
            asking,
            principal=Principal(PrincipalKind.API_KEY, key.id, key.name),
            grants=self._grants_of_key(key),
            client_id=key.client_id,
            project_id=key.project_id,
        )

    async def _place(self, asking: Context, secret: str) -> KeyPlace:
        key_hash = hash_of(secret)
        known = self._places.get(key_hash)
        if known is not None:
            return known
        found = await self._database.point(asking, api_keys.place_of, key_hash)
        if found is None:
            raise InvalidToken("This is not an API key of this instance.")
        _remember(self._places, key_hash, found)
        return found

    def _grants_of_key(self, key: ApiKey) -> tuple[Grant, ...]:
        """What a key may do never changes, so it is worked out once."""
        known = self._key_grants.get(key.id)
        if known is None:
            # A project is enough: its client may change, and the project is what was meant.
            client_id = key.client_id if key.project_id is None else None
            known = (Grant(frozenset(key.permissions), client_id, key.project_id),)
            _remember(self._key_grants, key.id, known)
        return known

    async def _note_use(self, asking: Context, key: ApiKey) -> None:
        """Once a minute at most. That it cannot be noted is no reason to refuse the request."""
        now = self._clock.now()
        last = self._uses.get(key.id, key.last_used_at)
        if last is not None and now - last < _USE_NOTED_EVERY:
            return
        _remember(self._uses, key.id, now)
        try:
            await self._database.write(asking, api_keys.touch, key.id)
        except FivefoldError as error:
            _log.warning("api_key_use_not_noted", key_id=str(key.id), code=error.code)

    async def _attributed(self, context: Context, credentials: Credentials) -> Context:
        client_id, project_id = await self._database.point(
            context, _resolve_attribution, credentials.client, credentials.project
        )
        return replace(context, client_id=client_id, project_id=project_id)


def _resolve_attribution(unit: Unit, client: str | None, project: str | None) -> tuple[UUID | None, UUID | None]:
    """Client and project that the headers name, where the caller sees them; a key that is limited stays inside.

    Raises `NotFound`, also for a project of another client.
    """
    own_client, own_project = unit.context.client_id, unit.context.project_id
    found_client = None if client is None else clients.resolve(unit, client[:_HEADER_LENGTH_MAX])
    if found_client is not None and not _may_name_client(unit.context, found_client.id):
        raise NotFound.of("client")
    if project is None:
        return own_client if found_client is None else found_client.id, own_project
    found = projects.resolve(unit, project[:_HEADER_LENGTH_MAX])
    if not _may_name_project(unit.context, found):
        raise NotFound.of("project")
    if found_client is not None and found.client_id != found_client.id:
        raise NotFound.of("project")
    return found.client_id, found.id


def _may_name_client(context: Context, client_id: UUID) -> bool:
    """Its own client is a limited key's only one, with no need to be allowed to read it."""
    if context.client_id is not None:
        return client_id == context.client_id
    return context.allows(clients.READ, client_id)


def _may_name_project(context: Context, project: Project) -> bool:
    """As for clients; what is limited to a client has to be allowed to read the project in it."""
    if context.project_id is not None:
        return project.id == context.project_id
    is_inside = context.client_id in {None, project.client_id}
    return is_inside and context.allows(projects.READ, project.client_id, project.id)


def _remember(kept: dict[_K, _V], key: _K, value: _V) -> None:
    if len(kept) >= _REMEMBERED_MAX:
        kept.pop(next(iter(kept)), None)
    kept[key] = value
