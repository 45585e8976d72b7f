"""The instance's key."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_LENGTH_MIN = 32


class SecretsSettings(BaseSettings):
    """Settings of the secrets capability; every one is `FIVEFOLD_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="FIVEFOLD_", env_file=".env", extra="ignore", frozen=True)

    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Seals secrets in the database: 32 characters or more, the same for every replica. In "
        "development one is generated into the data folder.",
    )
    environment: Literal["development", "production"] = Field(
        "development", description="In production unsafe settings stop the start."
    )
    data_dir: Path = Field(Path("data"), description="Folder of the embedded database, the generated key and files.")

    @property
    def key_file(self) -> Path:
        """Where a generated key is kept."""
        return self.data_dir / "secret.key"
