"""Where the instance's key comes from."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.secrets.adapters.aesgcm import box_for
from providers.secrets.port import SecretKeyMissing
from providers.secrets.settings import SecretsSettings


def test_in_development_a_key_is_made_once(tmp_path: Path) -> None:
    settings = SecretsSettings(secret_key=SecretStr(""), environment="development", data_dir=tmp_path / "data")

    sealed = box_for(settings).seal(b"value", "purpose")

    assert box_for(settings).open(sealed, "purpose") == b"value"
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert len(settings.key_file.read_bytes()) >= 64


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    settings = SecretsSettings(secret_key=SecretStr(""), environment="development", data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        boxes = list(pool.map(lambda _: box_for(settings), range(8)))

    assert all(box.open(boxes[0].seal(b"value", "purpose"), "purpose") == b"value" for box in boxes)


def test_production_wants_a_key_of_its_own(tmp_path: Path) -> None:
    settings = SecretsSettings(secret_key=SecretStr(""), environment="production", data_dir=tmp_path)

    with pytest.raises(SecretKeyMissing, match="Set FIVEFOLD_SECRET_KEY"):
        box_for(settings)
    assert not settings.key_file.exists()


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    settings = SecretsSettings(secret_key=SecretStr("short"), data_dir=tmp_path)

    with pytest.raises(SecretKeyMissing, match="32 characters"):
        box_for(settings)


def test_a_configured_key_needs_no_file(tmp_path: Path) -> None:
    settings = SecretsSettings(secret_key=SecretStr("x" * 32), environment="production", data_dir=tmp_path)

    assert box_for(settings).open(box_for(settings).seal(b"value", "p"), "p") == b"value"
    assert not settings.key_file.exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = SecretsSettings(secret_key=SecretStr(""), environment="development", data_dir=tmp_path / "file")

    with pytest.raises(SecretKeyMissing, match="cannot be used"):
        box_for(settings)
