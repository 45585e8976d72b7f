"""AES-256-GCM (NIST SP 800-38D) under a key derived with HKDF-SHA256 (RFC 5869) from the configured secret."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from providers.secrets.port import SecretKeyMissing, SecretUnreadable
from providers.secrets.settings import SECRET_LENGTH_MIN, SecretsSettings

_FORMAT = b"\x01"
_FINGERPRINT_LENGTH = 4
_NONCE_LENGTH = 12
_HEAD_LENGTH = len(_FORMAT) + _FINGERPRINT_LENGTH + _NONCE_LENGTH
_GENERATED_BYTES = 48


class AesGcmBox:
    """Sealed values are: format, fingerprint of the key, nonce, ciphertext with its tag."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(_derive(secret, b"fivefold secrets", 32))
        self._fingerprint = _derive(secret, b"fivefold secrets fingerprint", _FINGERPRINT_LENGTH)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        nonce = os.urandom(_NONCE_LENGTH)
        return _FORMAT + self._fingerprint + nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        head, ciphertext = sealed[:_HEAD_LENGTH], sealed[_HEAD_LENGTH:]
        if not head.startswith(_FORMAT) or len(head) < _HEAD_LENGTH:
            raise SecretUnreadable("This is not a sealed value.")
        if head[1 : 1 + _FINGERPRINT_LENGTH] != self._fingerprint:
            raise SecretUnreadable("This was sealed with another FIVEFOLD_SECRET_KEY.")
        try:
            return self._cipher.decrypt(head[-_NONCE_LENGTH:], ciphertext, purpose.encode())
        except InvalidTag:
            raise SecretUnreadable("This was altered, or sealed for another purpose.") from None


def box_for(settings: SecretsSettings) -> AesGcmBox:
    """The box under the configured key, or in development under one generated into the data folder.

    Raises `SecretKeyMissing` with a sentence that says what to change.
    """
    configured = settings.secret_key.get_secret_value()
    if configured:
        if len(configured) < SECRET_LENGTH_MIN:
            raise SecretKeyMissing(f"FIVEFOLD_SECRET_KEY needs {SECRET_LENGTH_MIN} characters or more.")
        return AesGcmBox(configured.encode())
    if settings.environment == "production":
        raise SecretKeyMissing(
            f"Set FIVEFOLD_SECRET_KEY to {SECRET_LENGTH_MIN} random characters or more; production does not make one."
        )
    return AesGcmBox(_generated_key(settings.key_file))


def _generated_key(path: Path) -> bytes:
    """The key in the file, which is made when it is missing. Processes that start together agree on one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(_GENERATED_BYTES).encode())
        return path.read_bytes()
    except OSError as error:
        raise SecretKeyMissing(f"The key file {path} cannot be used: {error.strerror}.") from error


def _write_once(path: Path, key: bytes) -> None:
    """Write aside and link into place: nobody sees half of a key, and whoever comes second changes nothing."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(aside)
    finally:
        aside.unlink(missing_ok=True)


def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)
