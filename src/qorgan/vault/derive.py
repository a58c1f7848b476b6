"""Named keys from one secret, and keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
TOKEN_BYTES: Final = 16


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869; no salt, as the secret is already uniform)."""
    info = b"qorgan/1/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def token(key: bytes, text: str) -> bytes:
    """A 16-byte keyed hash of `text` (HMAC-SHA-256 cut to 128 bits, RFC 2104 section 5).

    Equal texts give equal tokens under one key: never hash a single name, only compounds (design, section 5).
    """
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:TOKEN_BYTES]
