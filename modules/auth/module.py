"""Puts auth together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from kernel.clock import Clock
from kernel.module_spec import ModuleSpec, Permission
from modules.auth.access.service import Door
from modules.auth.api_keys import router as api_keys
from modules.auth.audit import router as audit
from modules.auth.clients import router as clients
from modules.auth.demo.service import Demo
from modules.auth.facade import AuthFacade
from modules.auth.invitations import router as invitations
from modules.auth.invitations.accepting import Acceptance
from modules.auth.members import router as members
from modules.auth.organizations import router as organizations
from modules.auth.passwords.service import Passwords
from modules.auth.projects import router as projects
from modules.auth.public import events
from modules.auth.roles import router as roles
from modules.auth.roles.domain import PERMISSIONS, Catalogue
from modules.auth.sessions import router as sessions
from modules.auth.sessions.service import SignIn
from modules.auth.settings import AuthSettings
from modules.auth.tokens import router as tokens
from modules.auth.tokens.service import AccessTokens
from modules.auth.users import router as users
from modules.auth.users.service import Accounts
from providers.database.port import Database
from providers.secrets.port import SecretBox

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"


def build(
    database: Database,
    clock: Clock,
    settings: AuthSettings,
    box: SecretBox,
    permissions: Callable[[], Iterable[Permission]],
) -> ModuleSpec:
    """Auth over these ports. `permissions` gives every module's, and is first called when all are built."""
    catalogue = Catalogue(permissions)
    passwords = Passwords()
    access_tokens = AccessTokens(database, box, settings, clock)
    accounts = Accounts(database, passwords)
    sign_in = SignIn(database, passwords, access_tokens, settings, clock)
    acceptance = Acceptance(database, accounts, passwords)
    facade = AuthFacade(
        database,
        catalogue,
        access_tokens,
        passwords,
        accounts,
        Demo(database, accounts, catalogue, settings),
        Door(database, access_tokens, catalogue, clock),
    )
    return ModuleSpec(
        name="auth",
        owns="People, organizations, and what each may do.",
        facade=facade,
        routers=(
            users.build_router(accounts),
            users.router,
            sessions.build_router(sign_in),
            sessions.router,
            tokens.build_router(access_tokens),
            organizations.router,
            members.build_router(catalogue),
            *invitations.build_routers(catalogue, settings, acceptance),
            *roles.build_routers(catalogue),
            clients.router,
            projects.router,
            *api_keys.build_routers(catalogue),
            audit.router,
        ),
        permissions=PERMISSIONS,
        events=events.ALL,
        health={"": access_tokens.check},
    )
