"""Bodies of requests about accounts."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from providers.http.fields import Email, Name, NewPassword, Secret


class Register(BaseModel):
    """A new account with an organization of its own."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "email": "mara@lighthouse.example",
                    "password": "correct horse battery",
                    "name": "Mara Lindqvist",
                    "organization": "Lighthouse Studio",
                }
            ]
        },
    )

    email: Email
    password: NewPassword
    name: Name
    organization: Name


class UpdateMe(BaseModel):
    """Changes to one's own account."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"name": "Mara Lindqvist"}]}
    )

    name: Name


class ChangePassword(BaseModel):
    """The current password and the new one."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"current_password": "correct horse battery", "new_password": "a longer horse battery"}]
        },
    )

    current_password: Secret
    new_password: NewPassword
