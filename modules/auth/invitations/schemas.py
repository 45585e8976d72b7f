"""Bodies of requests about invitations."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from modules.auth.invitations.domain import NewInvitation
from providers.http.fields import Email, Name, NewPassword, Secret

_TOKEN = "Q5b7m3Xr0v1nYk2dT8w6Zc4hJpLs9aEfGuIoRtVxWyA"  # noqa: S105  # what one looks like


class CreateInvitation(BaseModel):
    """Somebody to invite."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"email": "june@harbor-pine.example", "role_id": "0199f3f0-c0de-7a11-8000-3b9aca000001"}]
        },
    )

    email: Email
    role_id: UUID

    def command(self) -> NewInvitation:
        return NewInvitation(self.email, self.role_id)


class PreviewInvitation(BaseModel):
    """The secret of a link."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [{"token": _TOKEN}]})

    token: Secret


class AcceptInvitation(BaseModel):
    """The secret of a link, with a name and a password for a new account, or the password of the one there is."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"token": _TOKEN, "name": "June Okafor", "password": "correct horse battery"}]
        },
    )

    token: Secret
    name: Name | None = None
    password: NewPassword | None = None
