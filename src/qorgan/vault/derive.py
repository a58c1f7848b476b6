"""Fresh keys, named keys from one secret, and keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
TOKEN_BYTES: Final = 16


def new_data_key() -> bytes:
    """32 fresh random bytes, to seal one person, one report or one case."""
    return os.urandom(KEY_BYTES)


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869; no salt, as the secret is already uniform)."""
    info = b"qorgan/1/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def token(subkey: bytes, text: str) -> bytes:
    """A 16-byte keyed hash of `text` (HMAC-SHA-256 cut to 128 bits, RFC 2104 section 5).

    Equal texts give equal tokens under one key, so frequencies show: never hash a single name, only compounds
    of at least two attributes (design, section 5).
    """
    return hmac.digest(subkey, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:TOKEN_BYTES]
