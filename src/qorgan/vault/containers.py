"""What may show abuse of a child, sealed for one unit outside the house: whoever takes it in cannot open it again.

The unit keeps the private half of an X25519 key; the house has only the 32 public bytes, so neither the instance key
nor a stolen server opens a container (HPKE, see `boxes`). Layout of a container file, in bytes::

    0      "QORGAN UNIT 1\\n"
    14     container id            UUID, big endian
    30-    what `BoxSealer.seal_bytes` makes of: length of the label (4) | label, JSON {"name", "type"} | content
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from qorgan.vault.boxes import BoxOpener, BoxSealer
from qorgan.vault.errors import VaultError

MAGIC: Final = b"QORGAN UNIT 1\n"
FIELD: Final = "documents.container"
SCHEMA: Final = 1
_ID_AT: Final = len(MAGIC)
_BODY_AT: Final = _ID_AT + 16


@dataclass(frozen=True)
class Contained:
    """What a container held. `digest` is the SHA-256 of the content, in hexadecimal."""

    container_id: UUID
    name: str
    media_type: str
    content: bytes
    digest: str


def new_unit_key(passphrase: bytes = b"") -> bytes:
    """A fresh private key as PEM text (PKCS#8), closed with the passphrase if there is one."""
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        how = serialization.BestAvailableEncryption(passphrase)
    return X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how
    )


def public_of(private_pem: bytes, passphrase: bytes = b"") -> str:
    """The public half as text: 44 letters that may be shown to anyone. Raises VAU-13, VAU-17."""
    return base64.b64encode(_opener(private_pem, passphrase).sealer.public).decode("ascii")


def read_public(text: str) -> bytes:
    """The 32 public bytes of what `public_of` gave. Raises VAU-18 for anything else."""
    try:
        public = base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise VaultError("VAU-18") from None
    if len(public) != 32 or not any(public):
        raise VaultError("VAU-18")
    return public


def pack(public: bytes, content: bytes, *, container_id: UUID, name: str, media_type: str) -> bytes:
    """A container for the holder of the private half; the name goes inside."""
    label = json.dumps({"name": name, "type": media_type}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
    body = len(label).to_bytes(4, "big") + label + content
    sealed = BoxSealer(public).seal_bytes(body, field=FIELD, row_id=container_id, schema=SCHEMA)
    return MAGIC + container_id.bytes + sealed


def unpack(container: bytes, private_pem: bytes, passphrase: bytes = b"") -> Contained:
    """What the container holds. Raises VAU-02 (no container), VAU-08 (altered, or for another unit), VAU-13 and
    VAU-17 (the key)."""
    if container[:_ID_AT] != MAGIC or len(container) <= _BODY_AT:
        raise VaultError("VAU-02")
    container_id = UUID(bytes=container[_ID_AT:_BODY_AT])
    opener = _opener(private_pem, passphrase)
    body = opener.unseal_bytes(container[_BODY_AT:], field=FIELD, row_id=container_id, schema=SCHEMA)
    end = 4 + int.from_bytes(body[:4], "big")
    label = json.loads(body[4:end].decode("utf-8", "surrogatepass"))
    content = body[end:]
    digest = hashlib.sha256(content).hexdigest()
    return Contained(container_id, label["name"], label["type"], content, digest)


def proof_of(container_id: UUID, digest: str) -> str:
    """What the house keeps to know that the unit opened the container: it says nothing of the content by itself."""
    return hashlib.sha256(b"qorgan/hand-over/" + container_id.bytes + digest.encode("ascii")).hexdigest()


def _opener(private_pem: bytes, passphrase: bytes) -> BoxOpener:
    try:
        key = serialization.load_pem_private_key(private_pem, passphrase or None)
    except TypeError:  # closed and no passphrase given, or open and one given
        if not passphrase:
            raise VaultError("VAU-17") from None
        return _opener(private_pem, b"")
    except ValueError as problem:
        raise VaultError("VAU-17" if passphrase else "VAU-13") from problem
    if not isinstance(key, X25519PrivateKey):
        raise VaultError("VAU-13")
    return BoxOpener(key.private_bytes_raw())
