"""What can go wrong, as classes with a stable code.

Domain code raises these; one handler in `app/http` renders them as RFC 9457 problem documents. Subclass one of
the kinds below and set `code`: the kind decides the HTTP status, the code is what clients switch on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field. `field` is a dotted path, as in `address.city` or `lines.0.quantity`."""

    field: str
    message: str
    code: str = "invalid"


class FivefoldError(Exception):
    """Base of everything raised on purpose. `title` is for people and constant per class."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str = "", **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.extra: Mapping[str, object] = extra

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers that belong to this error."""
        return {}


class Malformed(FivefoldError):
    """The request cannot be read at all."""

    status, code, title = 400, "malformed", "The request could not be read"


class Unauthenticated(FivefoldError):
    """Nobody is signed in, or the credential is wrong, expired or revoked."""

    status, code, title = 401, "unauthenticated", "Sign in to continue"

    @property
    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(FivefoldError):
    """Somebody is signed in and may not do this."""

    status, code, title = 403, "forbidden", "You are not allowed to do this"


class NotFound(FivefoldError):
    """No such thing in this organization; another organization's row answers exactly the same."""

    status, code, title = 404, "not_found", "There is nothing here"

    @classmethod
    def of(cls, noun: str) -> Self:
        """The absence of a `noun`, for instance `NotFound.of("project")`."""
        return cls(f"There is no such {noun}.")


class Conflict(FivefoldError):
    """The request is fine but the present state forbids it."""

    status, code, title = 409, "conflict", "This conflicts with the present state"


class AlreadyExists(Conflict):
    """A unique name, code or address is taken."""

    code, title = "already_exists", "This exists already"


class PreconditionFailed(FivefoldError):
    """`If-Match` named a version that is no longer the current one."""

    status, code, title = 412, "precondition_failed", "Somebody changed this in the meantime"


class TooLarge(FivefoldError):
    """The body or a value is over its limit."""

    status, code, title = 413, "too_large", "The request is too large"


class UnsupportedMediaType(FivefoldError):
    """The body is of a type this operation does not read."""

    status, code, title = 415, "unsupported_media_type", "This content type is not accepted here"


class Invalid(FivefoldError):
    """Some field breaks a rule. Carries one `FieldError` for each."""

    status, code, title = 422, "invalid", "Some fields need attention"

    def __init__(self, detail: str = "", errors: Sequence[FieldError] = (), **extra: object) -> None:
        super().__init__(detail, **extra)
        self.errors = tuple(errors)

    @classmethod
    def field(cls, field: str, message: str, code: str = "invalid") -> Self:
        """One broken rule on one field."""
        return cls(f"{field} {message}.", errors=[FieldError(field, message, code)])


class TooMany(FivefoldError):
    """A rate or a quota is used up. `retry_after_seconds` says when to come back."""

    status, code, title = 429, "too_many_requests", "Too many requests"

    def __init__(self, detail: str = "", retry_after_seconds: int = 1, **extra: object) -> None:
        super().__init__(detail, **extra)
        self.retry_after_seconds = retry_after_seconds

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after_seconds)}


class Unavailable(FivefoldError):
    """A dependency is away or a queue is full. Nothing was done, or the message says 'maybe'."""

    status, code, title = 503, "unavailable", "The service is briefly unavailable"

    def __init__(self, detail: str = "", retry_after_seconds: int = 1, **extra: object) -> None:
        super().__init__(detail, **extra)
        self.retry_after_seconds = retry_after_seconds

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after_seconds)}


class StorageFull(Unavailable):
    """The disk under the database is full. The unit was rolled back."""

    code, title = "storage_full", "There is no room left to store this"


class Timeout(Unavailable):
    """The work took longer than its limit and may or may not have happened."""

    status, code, title = 504, "timeout", "This took too long"


class InternalError(FivefoldError):
    """A defect. Rendered without its cause; the log has it under the request id."""
