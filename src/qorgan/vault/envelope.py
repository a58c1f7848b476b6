"""The envelope around one sealed value, and the data key that seals it.

Layout, in bytes::

    0      version                1 (this layout)
    1      algorithm              1 = AES-256-GCM, padded text; 2 = AES-256-GCM, bytes as they are
    2-17   data key id            UUID, big endian
    18-29  nonce                  12 random bytes
    30-    ciphertext and tag     16 bytes longer than the padded text

Associated data = the 18 bytes before the nonce, then the slot (logical field, row id, schema version), each
part with its length, so that no two slots read the same. A seal therefore opens only under its own key, in
its own field of its own row. Standards: NIST SP 800-38D (GCM), RFC 5116 (AEAD), RFC 5869 (HKDF).
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Final, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.vault.derive import KEY_BYTES, derive
from qorgan.vault.errors import VaultError
from qorgan.vault.ids import new_id
from qorgan.vault.padding import pad, unpad

VERSION: Final = 1
TEXT: Final = 1
BYTES: Final = 2
HEADER: Final = struct.Struct(">BB16s")
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
SHORTEST: Final = HEADER.size + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a seal belongs: a fixed logical field name (never the table's or column's, so that renaming them
    breaks nothing), the id of the row, and the version of the meaning of that field."""

    field: str
    row: UUID
    schema: int = 1

    def associated(self, header: bytes) -> bytes:
        """The associated data of a seal in this slot. Raises VAU-06 for an empty or non-ASCII field name or a
        schema version outside 1..65535."""
        name = self.field
        if not name or not name.isascii() or len(name) > 255 or not 1 <= self.schema <= 0xFFFF:
            raise VaultError("VAU-06")
        return (
            header
            + struct.pack(">B", len(name))
            + name.encode()
            + self.row.bytes
            + struct.pack(">H", self.schema)
        )


class DataKey:
    """A key for one person, one report or one case. It seals and opens; it is stored only wrapped.

    It never shows its secret: `repr`, `str` and pickling are safe or refused.
    """

    __slots__ = ("_cipher", "_secret", "id")

    def __init__(self, key_id: UUID, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise VaultError("VAU-04")
        self.id = key_id
        self._secret = secret
        self._cipher: AESGCM | None = None

    @classmethod
    def new(cls, key_id: UUID | None = None) -> DataKey:
        """A fresh random key, named `key_id` or by a new id."""
        return cls(key_id or new_id(), os.urandom(KEY_BYTES))

    def seal_text(self, text: str, slot: Slot) -> bytes:
        """Seal any text exactly as it is (no normalisation), padded to a length bucket."""
        return self._seal(TEXT, pad(text.encode("utf-8", "surrogatepass")), slot)

    def open_text(self, sealed: bytes, slot: Slot) -> str:
        """The text sealed in this slot. Raises VAU-01 (altered, moved), VAU-02 (format), VAU-03 (other
        key)."""
        return unpad(self._open(TEXT, sealed, slot)).decode("utf-8", "surrogatepass")

    def seal_bytes(self, data: bytes, slot: Slot) -> bytes:
        """Seal bytes without padding (files, whose size the caller has decided not to hide)."""
        return self._seal(BYTES, data, slot)

    def open_bytes(self, sealed: bytes, slot: Slot) -> bytes:
        """The bytes sealed in this slot. Raises as `open_text` does."""
        return self._open(BYTES, sealed, slot)

    def _seal(self, algorithm: int, data: bytes, slot: Slot) -> bytes:
        header = HEADER.pack(VERSION, algorithm, self.id.bytes)
        nonce = os.urandom(NONCE_BYTES)
        return header + nonce + self._aead().encrypt(nonce, data, slot.associated(header))

    def _open(self, algorithm: int, sealed: bytes, slot: Slot) -> bytes:
        sealed = bytes(sealed)  # a driver may hand over a memoryview
        if key_id_of(sealed) != self.id:
            raise VaultError("VAU-03")
        if sealed[1] != algorithm:
            raise VaultError("VAU-02")
        header, rest = sealed[: HEADER.size], sealed[HEADER.size :]
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return self._aead().decrypt(nonce, body, slot.associated(header))
        except InvalidTag:
            raise VaultError("VAU-01") from None

    def _aead(self) -> AESGCM:
        if self._cipher is None:
            self._cipher = AESGCM(derive(self._secret, "data-key/seal"))
        return self._cipher

    def secret(self) -> bytes:
        """The 32 secret bytes, for the keyring that wraps them. Nothing else may call this."""
        return self._secret

    def __repr__(self) -> str:
        return f"DataKey({self.id})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is never pickled")


def key_id_of(sealed: bytes) -> UUID:
    """The id of the data key a value was sealed under. Raises VAU-02 if it is no envelope of ours."""
    sealed = bytes(sealed)
    if len(sealed) < SHORTEST or sealed[0] != VERSION or sealed[1] not in (TEXT, BYTES):
        raise VaultError("VAU-02")
    return UUID(bytes=sealed[2 : HEADER.size])
