"""Sealing: identities and narratives are unreadable without a key, and a moved or altered seal does not open.

The public face. Three things do everything::

    ring = FileKeyProvider(key_file, data_folder=data)      # the instance key; refuses an unsafe file
    key = DataKey.new()                                     # one per person, per report, per case
    stored = ring.wrap(key)                                 # what the schema `keys` holds
    sealed = key.seal_text("…", Slot("children.names", row_id))
    text = ring.unwrap(key.id, stored).open_text(sealed, Slot("children.names", row_id))

Destroying the wrapped key erases everything sealed under it. Nothing here knows Django, a database or a
network.
"""

from __future__ import annotations

from qorgan.vault.boxes import BoxOpener, BoxSealer
from qorgan.vault.envelope import DataKey, Slot, key_id_of
from qorgan.vault.errors import CODES, VaultError
from qorgan.vault.ids import new_id
from qorgan.vault.keyring import KeyProvider, Keyring
from qorgan.vault.providers import CommandKeyProvider, FileKeyProvider
from qorgan.vault.signing import Signer, key_name, verify_signature

__all__ = [
    "CODES",
    "BoxOpener",
    "BoxSealer",
    "CommandKeyProvider",
    "DataKey",
    "FileKeyProvider",
    "KeyProvider",
    "Keyring",
    "Signer",
    "Slot",
    "VaultError",
    "key_id_of",
    "key_name",
    "new_id",
    "verify_signature",
]
