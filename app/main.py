"""The application for a server to import: `uvicorn app.main:app`."""

from __future__ import annotations

from app.factory import create_app
from app.settings import SettingsError, load_settings

try:
    app = create_app(load_settings())
except SettingsError as error:
    raise SystemExit(f"fivefold: {error}") from None
