"""Where the data lives and how much work may wait for it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseSettings):
    """Settings of the database capability; every one is `FIVEFOLD_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="FIVEFOLD_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the embedded database, the generated key and files.")
    database_url: str = Field(
        "", description="Empty for the embedded SQLite in the data folder, or postgresql://user:password@host/name."
    )
    database_direct_url: str = Field(
        "", description="PostgreSQL without the pooler, for LISTEN; empty means the same as FIVEFOLD_DATABASE_URL."
    )
    database_threads: int = Field(4, ge=1, le=64, description="Connections and threads per process.")
    database_queue: int = Field(2000, ge=1, le=100_000, description="Units that may wait before callers get 503.")
    read_seconds_max: float = Field(5.0, gt=0, le=300, description="How long one reading unit may take.")

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded engine is in use."""
        return not self.database_url

    @property
    def sqlite_path(self) -> Path:
        """The embedded database file."""
        return self.data_dir / "fivefold.db"
