"""Making, using and destroying data keys. Callers decide access first; nothing here asks who you are."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.db import transaction

from qorgan import vault
from qorgan.keyring.models import ShredRecord, WrappedKey
from qorgan.keyring.provider import key_provider

SCHEMA_VERSION = 1
NOBODY = UUID(int=0)


def make_key(
    *,
    kind: str,
    now: dt.datetime,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
    officer_id: UUID | None = None,
) -> WrappedKey:
    """Make a fresh data key behind the wall of one case, one report or one officer's drafts."""
    key_id = vault.new_id()
    wrapped = key_provider().wrap(key_id, vault.new_data_key())
    return WrappedKey.objects.create(
        id=key_id,
        kind=kind,
        case_id=case_id,
        report_id=report_id,
        officer_id=officer_id,
        wrapped=wrapped,
        created_at=now,
    )


def seal(key: WrappedKey, *, code: str, row_id: UUID, value: Any) -> bytes | None:
    """Seal any JSON value (None stays None) under `key`, bound to the field `code` and the row."""
    if value is None or value == "":
        return None
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return vault.seal(_secret(key), text, key_id=key.id, field=code, row_id=row_id, schema=SCHEMA_VERSION)


def unseal(key: WrappedKey, *, code: str, row_id: UUID, envelope: bytes | memoryview | None) -> Any:
    """Open an envelope. Raises `vault.VaultError` when it was altered or moved to another row or field."""
    if envelope is None:
        return None
    text = vault.unseal(
        _secret(key), bytes(envelope), key_id=key.id, field=code, row_id=row_id, schema=SCHEMA_VERSION
    )
    return json.loads(text)


def seal_content(key: WrappedKey, *, code: str, row_id: UUID, content: bytes) -> bytes:
    """Seal the bytes of a document (not padded: its size is in the clear)."""
    return vault.seal_bytes(
        _secret(key), content, key_id=key.id, field=code, row_id=row_id, schema=SCHEMA_VERSION
    )


def unseal_content(key: WrappedKey, *, code: str, row_id: UUID, envelope: bytes) -> bytes:
    """Open the bytes of a document. Raises `vault.VaultError` when they were altered or moved."""
    return vault.unseal_bytes(
        _secret(key), envelope, key_id=key.id, field=code, row_id=row_id, schema=SCHEMA_VERSION
    )


@transaction.atomic
def destroy(key: WrappedKey, *, reason: str, now: dt.datetime) -> None:
    """Erase what the key guards: delete the wrapped key and note it in the shred ledger."""
    ShredRecord.objects.create(key_id=key.id, reason=reason, destroyed_at=now)
    # what it sealed stays, unreadable for ever: so the rows that point to it must not keep it
    rows = WrappedKey.objects.filter(pk=key.pk)
    rows._raw_delete(rows.db)


def search_token(text: str) -> bytes:
    """Keyed hash of one compound search key (it must combine at least two attributes)."""
    return vault.token(key_provider().subkey("search-tokens"), text)


def _secret(key: WrappedKey) -> bytes:
    return key_provider().unwrap(key.id, bytes(key.wrapped))


def seal_setting(purpose: str, text: str) -> str:
    """Seal a short secret of the instance itself (a TOTP seed) under a subkey; returns text for a text column."""
    secret = key_provider().subkey(f"setting:{purpose}")
    sealed = vault.seal(secret, text, key_id=NOBODY, field=purpose, row_id=NOBODY, schema=SCHEMA_VERSION)
    return base64.b64encode(sealed).decode("ascii")


def unseal_setting(purpose: str, sealed: str) -> str:
    """Open what `seal_setting` made. Raises `vault.VaultError`."""
    secret = key_provider().subkey(f"setting:{purpose}")
    data = base64.b64decode(sealed)
    return vault.unseal(secret, data, key_id=NOBODY, field=purpose, row_id=NOBODY, schema=SCHEMA_VERSION)
