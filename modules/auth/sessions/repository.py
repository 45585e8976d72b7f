"""Statements about sessions and refresh tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from kernel.pagination import Page, PageRequest
from kernel.unit import Unit
from modules.auth.public.models import Session
from modules.auth.sessions.domain import Account, Ending, NewSession, RefreshState
from modules.auth.sessions.tables import REFRESH_TOKENS, SESSIONS
from modules.auth.users.domain import UserStatus
from modules.auth.users.tables import USERS
from providers.database.listing import Listing

_ACCOUNT = select(USERS.c.id, USERS.c.password_hash, (USERS.c.status == UserStatus.LOCKED.value).label("is_locked"))
_BY_EMAIL = _ACCOUNT.where(USERS.c.email_key == bindparam("key_email"))
_BY_ID = _ACCOUNT.where(USERS.c.id == bindparam("key_id"))

_STATE = (
    select(REFRESH_TOKENS.c.session_id, SESSIONS.c.user_id, REFRESH_TOKENS.c.used_at, SESSIONS.c.expires_at)
    .add_columns(SESSIONS.c.revoked_at, (USERS.c.status == UserStatus.LOCKED.value).label("is_locked"))
    .join_from(REFRESH_TOKENS, SESSIONS, SESSIONS.c.id == REFRESH_TOKENS.c.session_id)
    .join(USERS, USERS.c.id == SESSIONS.c.user_id)
    .where(REFRESH_TOKENS.c.token_hash == bindparam("key_hash"))
)
_INSERT_SESSION = insert(SESSIONS)
_INSERT_TOKEN = insert(REFRESH_TOKENS)
_USE_TOKEN = update(REFRESH_TOKENS).where(
    REFRESH_TOKENS.c.token_hash == bindparam("key_hash"), REFRESH_TOKENS.c.used_at.is_(None)
)
_TOUCH = update(SESSIONS).where(SESSIONS.c.id == bindparam("key_id"))
_LIVING = (SESSIONS.c.revoked_at.is_(None), SESSIONS.c.expires_at > bindparam("is_now"))
_END = update(SESSIONS).where(SESSIONS.c.id == bindparam("key_id"), *_LIVING)
_LIVING_IDS = (
    select(SESSIONS.c.id).where(SESSIONS.c.user_id == bindparam("key_user"), *_LIVING).order_by(SESSIONS.c.id)
)
_OWN = select(SESSIONS.c.id).where(
    SESSIONS.c.id == bindparam("key_id"), SESSIONS.c.user_id == bindparam("key_user"), *_LIVING
)
_FORGET_EXPIRED = delete(SESSIONS).where(
    SESSIONS.c.user_id == bindparam("key_user"), SESSIONS.c.expires_at <= bindparam("is_now")
)


def _session(row: Any) -> Session:
    return Session(
        id=row.id,
        user_agent=row.user_agent,
        address=row.address,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        is_current=False,
    )


_LIST = Listing(
    select(SESSIONS.c.id, SESSIONS.c.user_agent, SESSIONS.c.address, SESSIONS.c.created_at)
    .add_columns(SESSIONS.c.last_used_at, SESSIONS.c.expires_at)
    .where(SESSIONS.c.revoked_at.is_(None)),
    tie=SESSIONS.c.id,
    orders={"created_at": SESSIONS.c.created_at},
    conditions={
        "user": SESSIONS.c.user_id == bindparam("is_user"),
        "alive_at": SESSIONS.c.expires_at > bindparam("is_alive_at"),
    },
    make=_session,
)


def account_by_email(unit: Unit, email: str) -> Account | None:
    row = unit.execute(_BY_EMAIL, key_email=email).first()
    return None if row is None else Account(row.id, row.password_hash, bool(row.is_locked))


def account_by_id(unit: Unit, user_id: UUID) -> Account | None:
    row = unit.execute(_BY_ID, key_id=user_id).first()
    return None if row is None else Account(row.id, row.password_hash, bool(row.is_locked))


def add(unit: Unit, session_id: UUID, new: NewSession) -> None:
    unit.execute(
        _INSERT_SESSION,
        id=session_id,
        user_id=new.account.user_id,
        user_agent=new.user_agent,
        address=unit.context.address,
        created_at=unit.now,
        last_used_at=unit.now,
        expires_at=new.expires_at,
    )
    add_token(unit, session_id, new.token_hash)


def add_token(unit: Unit, session_id: UUID, token_hash: bytes) -> None:
    unit.execute(_INSERT_TOKEN, token_hash=token_hash, session_id=session_id, created_at=unit.now)


def refresh_state(unit: Unit, token_hash: bytes) -> RefreshState | None:
    row = unit.execute(_STATE, key_hash=token_hash).first()
    if row is None:
        return None
    return RefreshState(row.session_id, row.user_id, row.used_at, row.expires_at, row.revoked_at, bool(row.is_locked))


def use_token(unit: Unit, token_hash: bytes, successor: bytes) -> bool:
    """Mark a token as used; returns whether it was still unused."""
    return unit.execute(_USE_TOKEN, key_hash=token_hash, used_at=unit.now, successor=successor).rowcount == 1


def touch(unit: Unit, session_id: UUID) -> None:
    unit.execute(_TOUCH, key_id=session_id, last_used_at=unit.now)


def end(unit: Unit, session_id: UUID, reason: Ending) -> bool:
    """End a living session; returns whether it lived."""
    values = {"revoked_at": unit.now, "revoked_reason": reason.value}
    return unit.execute(_END, key_id=session_id, is_now=unit.now, **values).rowcount == 1


def living_ids(unit: Unit, user_id: UUID) -> list[UUID]:
    return [row.id for row in unit.execute(_LIVING_IDS, key_user=user_id, is_now=unit.now).all()]


def is_own(unit: Unit, session_id: UUID, user_id: UUID) -> bool:
    return unit.execute(_OWN, key_id=session_id, key_user=user_id, is_now=unit.now).first() is not None


def forget_expired(unit: Unit, user_id: UUID) -> None:
    unit.execute(_FORGET_EXPIRED, key_user=user_id, is_now=unit.now)


def page(unit: Unit, user_id: UUID, request: PageRequest) -> Page[Session]:
    """The user's living sessions, the newest first; which of them is the current one is for the caller to say."""
    return _LIST.page(unit, request, "-created_at", user=user_id, alive_at=unit.now)
