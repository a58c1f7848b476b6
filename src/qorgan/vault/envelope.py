"""The envelope around one sealed value.

Layout, in bytes::

    0      version                1 (this layout)
    1      algorithm              1 = AES-256-GCM, padded text; 2 = AES-256-GCM, bytes as they are
    2-17   data key id            UUID, big endian
    18-29  nonce                  12 random bytes
    30-    ciphertext and tag     16 bytes longer than the padded text

Associated data = the 18 bytes before the nonce, then the logical field name, the row id and the schema
version, each of a known length, so that no two places read the same. A seal therefore opens only under its
own key, in its own field of its own row. The cipher's key is derived from the data key (HKDF), so that the
data key itself can serve other purposes later. Standards: NIST SP 800-38D (GCM), RFC 5116 (AEAD), RFC 5869
(HKDF).
"""

from __future__ import annotations

import os
import struct
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.vault.derive import KEY_BYTES, derive
from qorgan.vault.errors import VaultError
from qorgan.vault.padding import pad, unpad

VERSION: Final = 1
TEXT: Final = 1
BYTES: Final = 2
NONCE_BYTES: Final = 12
_HEADER: Final = struct.Struct(">BB16s")
_SHORTEST: Final = _HEADER.size + NONCE_BYTES + 16


def seal(secret: bytes, text: str, *, key_id: UUID, field: str, row_id: UUID, schema: int) -> bytes:
    """Seal a text exactly as it is (no normalisation), padded to a length bucket.

    `secret`: the 32 bytes of the data key named `key_id`. `field`: a fixed logical name, never the table's or
    the column's, so that renaming them breaks nothing. `schema`: the version of that field's meaning.
    Raises VAU-06 for a badly formed field name, schema or key.
    """
    data = pad(text.encode("utf-8", "surrogatepass"))
    return _seal(TEXT, secret, data, key_id, place(field, row_id, schema))


def unseal(secret: bytes, envelope: bytes, *, key_id: UUID, field: str, row_id: UUID, schema: int) -> str:
    """The text that was sealed in this place. Raises VAU-01 (altered, moved or wrong key), VAU-02 (not an
    envelope of this kind), VAU-03 (sealed under another key id)."""
    data = _unseal(TEXT, secret, bytes(envelope), key_id, place(field, row_id, schema))
    return unpad(data).decode("utf-8", "surrogatepass")


def seal_bytes(secret: bytes, data: bytes, *, key_id: UUID, field: str, row_id: UUID, schema: int) -> bytes:
    """Seal bytes without padding: for files, whose size the caller has decided not to hide."""
    return _seal(BYTES, secret, data, key_id, place(field, row_id, schema))


def unseal_bytes(
    secret: bytes, envelope: bytes, *, key_id: UUID, field: str, row_id: UUID, schema: int
) -> bytes:
    """The bytes that were sealed in this place. Raises as `unseal` does."""
    return _unseal(BYTES, secret, bytes(envelope), key_id, place(field, row_id, schema))


def key_id_of(envelope: bytes) -> UUID:
    """The id of the data key a value was sealed under. Raises VAU-02 if it is no envelope of ours."""
    envelope = bytes(envelope)
    if len(envelope) < _SHORTEST or envelope[0] != VERSION or envelope[1] not in (TEXT, BYTES):
        raise VaultError("VAU-02")
    return UUID(bytes=envelope[2 : _HEADER.size])


def place(field: str, row_id: UUID, schema: int) -> bytes:
    """The place of a seal, as bytes that no other place gives. Raises VAU-06 for a field name that is empty,
    not ASCII or over 255 letters, or a schema version outside 1..65535."""
    if not field or not field.isascii() or len(field) > 255 or not 1 <= schema <= 0xFFFF:
        raise VaultError("VAU-06")
    return struct.pack(">B", len(field)) + field.encode() + row_id.bytes + struct.pack(">H", schema)


def _seal(algorithm: int, secret: bytes, data: bytes, key_id: UUID, where: bytes) -> bytes:
    header = _HEADER.pack(VERSION, algorithm, key_id.bytes)
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + _cipher(secret).encrypt(nonce, data, header + where)


def _unseal(algorithm: int, secret: bytes, envelope: bytes, key_id: UUID, where: bytes) -> bytes:
    if key_id_of(envelope) != key_id:
        raise VaultError("VAU-03")
    if envelope[1] != algorithm:
        raise VaultError("VAU-02")
    header, rest = envelope[: _HEADER.size], envelope[_HEADER.size :]
    try:
        return _cipher(secret).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + where)
    except InvalidTag:
        raise VaultError("VAU-01") from None


def _cipher(secret: bytes) -> AESGCM:
    if len(secret) != KEY_BYTES:
        raise VaultError("VAU-06", "key")
    return AESGCM(derive(secret, "data-key/seal"))
