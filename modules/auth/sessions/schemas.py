"""Bodies of requests about sessions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from providers.http.fields import Email, Secret


class LogIn(BaseModel):
    """Address and password."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"email": "demo@harbor-pine.example", "password": "demo-harbor-pine"}]},
    )

    email: Email
    password: Secret


class Refresh(BaseModel):
    """A refresh token that was not used yet."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"refresh_token": "Zk3Wc0uKk0k5pXyq1m8g0r8nT7sYt2b1c6dPq4hVxUs"}]},
    )

    refresh_token: Secret
