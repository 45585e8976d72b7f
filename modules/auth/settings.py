"""How long credentials live, and where people find this instance."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthSettings(BaseSettings):
    """Settings of auth; every one is `FIVEFOLD_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="FIVEFOLD_", env_file=".env", extra="ignore", frozen=True)

    public_url: str = Field(
        "http://localhost:8000",
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        description="Where people reach this instance: the issuer of tokens and the beginning of links.",
    )
    access_token_seconds: int = Field(600, ge=30, le=3600, description="How long an access token works.")
    session_days: int = Field(30, ge=1, le=365, description="How long a sign-in lasts without signing in again.")
    invitation_days: int = Field(7, ge=1, le=90, description="How long an invitation's link works.")
    signing_key_days: int = Field(30, ge=1, le=365, description="How long one key signs access tokens.")
    signing_key_lead_minutes: int = Field(
        60, ge=1, le=1440, description="How long a new key is published before it signs, so that caches have it."
    )

    @property
    def issuer(self) -> str:
        """The `iss` of access tokens."""
        return self.public_url.rstrip("/")

    @property
    def access_token_life(self) -> timedelta:
        return timedelta(seconds=self.access_token_seconds)

    @property
    def session_life(self) -> timedelta:
        return timedelta(days=self.session_days)

    @property
    def invitation_life(self) -> timedelta:
        return timedelta(days=self.invitation_days)
