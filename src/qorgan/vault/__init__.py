"""Sealing: identities and narratives are unreadable without a key, and a moved or altered seal does not open.

The public face::

    provider = FileKeyProvider(key_file, data_dir=data)        # the instance key; refuses an unsafe file
    key_id, secret = new_id(), new_data_key()                  # one per person, per report, per case
    wrapped = provider.wrap(key_id, secret)                    # what the schema `keys` holds
    sealed = seal(secret, "…", key_id=key_id, field="child.names", row_id=row, schema=1)
    text = unseal(secret, sealed, key_id=key_id, field="child.names", row_id=row, schema=1)

Destroying the wrapped key erases everything sealed under it. Nothing here knows Django, a database or a
network.
"""

from __future__ import annotations

from qorgan.vault.boxes import BoxOpener, BoxSealer
from qorgan.vault.command import CommandKeyProvider
from qorgan.vault.containers import Contained, new_unit_key, pack, proof_of, public_of, read_public, unpack
from qorgan.vault.derive import new_data_key, token
from qorgan.vault.envelope import key_id_of, seal, seal_bytes, unseal, unseal_bytes
from qorgan.vault.errors import CODES, VaultError
from qorgan.vault.ids import new_id
from qorgan.vault.keyfile import FileKeyProvider
from qorgan.vault.keyring import Keyring
from qorgan.vault.provider import KeyProvider
from qorgan.vault.signing import key_name, verify_signature

__all__ = [
    "CODES",
    "BoxOpener",
    "BoxSealer",
    "CommandKeyProvider",
    "Contained",
    "FileKeyProvider",
    "KeyProvider",
    "Keyring",
    "VaultError",
    "key_id_of",
    "key_name",
    "new_data_key",
    "new_id",
    "new_unit_key",
    "pack",
    "proof_of",
    "public_of",
    "read_public",
    "seal",
    "seal_bytes",
    "token",
    "unpack",
    "unseal",
    "unseal_bytes",
    "verify_signature",
]
