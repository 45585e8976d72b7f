"""How the instance is reached, and what it accepts."""

from __future__ import annotations

from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Words = Annotated[tuple[str, ...], NoDecode]
"""A list written with commas."""


class HttpSettings(BaseSettings):
    """Settings of the web server; every one is `FIVEFOLD_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="FIVEFOLD_", env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on; 0.0.0.0 for every interface.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/\s]+(/[^\s]*[^/\s])?)?$",
        description="Where people reach this instance, for links; empty means http://localhost and the port.",
    )
    cors_origins: Words = Field(
        (), description="Origins, with commas between, whose pages may call the API; * for any (without credentials)."
    )
    cors_credentials: bool = Field(False, description="Whether those pages may send cookies and credentials along.")
    trusted_proxies: Words = Field(
        (), description="Addresses or networks, with commas between, whose X-Forwarded-For is believed; * for all."
    )
    body_limit_bytes: int = Field(1_048_576, ge=1024, le=1_073_741_824, description="Longest request body.")
    request_timeout_seconds: float = Field(30.0, gt=0, le=3600, description="How long a request may take.")
    rate_limit_per_second: float = Field(
        100.0,
        ge=0,
        le=1_000_000,
        description="Requests a second over the API for each address and each key; 0 is off.",
    )
    rate_limit_auth_per_second: float = Field(
        10.0, ge=0, le=1_000_000, description="The same over signing in, registering and invitations; 0 is off."
    )

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            if word != "*":
                ip_network(word, strict=False)
        return value

    @property
    def base_url(self) -> str:
        """Where people reach this instance, without a slash at the end."""
        return self.public_url or f"http://localhost:{self.port}"

    @cached_property
    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks whose X-Forwarded-For is believed."""
        words = ("0.0.0.0/0", "::/0") if "*" in self.trusted_proxies else self.trusted_proxies
        return tuple(ip_network(word, strict=False) for word in words)
