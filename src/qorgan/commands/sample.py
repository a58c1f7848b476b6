"""Does what was brought back open? A sample of keys, of sealed values of every column, and of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from qorgan.config.refusal import Refused

KEYS, VALUES, DOCUMENTS = 100, 20, 20  # values: of each sealed column
KEY_ID = slice(2, 18)  # of an envelope: version, algorithm, key id


def keys(connection: Any) -> int:
    """Unwrap up to KEYS keys with the instance key; raises BAK-13 if one does not open."""
    from qorgan.keyring.provider import key_provider
    from qorgan.vault import VaultError

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, wrapped FROM keyring_wrappedkey ORDER BY random() LIMIT %s", [KEYS])
        rows = cursor.fetchall()
    for key_id, wrapped in rows:
        try:
            key_provider().unwrap(key_id, bytes(wrapped))
        except VaultError as problem:
            raise Refused("BAK-13", f"the instance key does not open the restored keys: {problem}") from None
    return len(rows)


def values() -> int:
    """Open up to VALUES values of every sealed column whose keys were not destroyed; how many. Raises BAK-13."""
    from django.apps import apps

    from qorgan.keyring.fields import SealedField

    opened = 0
    for model in apps.get_models():
        for field in [each for each in model._meta.fields if isinstance(each, SealedField)]:
            rows = model._default_manager.exclude(**{field.attname: None}).order_by("?")
            for row_id, envelope in rows.values_list("pk", field.attname)[:VALUES]:
                place = f"{model._meta.db_table}.{field.column}"
                opened += _opens(place, bytes(envelope), code=field.bound, row_id=row_id)
    return opened


def _opens(place: str, envelope: bytes, *, code: str, row_id: UUID) -> bool:
    """Open one value; False when its key was destroyed: whoever was erased stays erased."""
    from qorgan.keyring.actions import unseal
    from qorgan.vault import VaultError

    key = _key(place, UUID(bytes=envelope[KEY_ID]))
    if key is None:
        return False
    try:
        unseal(key, code=code, row_id=row_id, envelope=envelope)
    except VaultError as problem:
        raise _damaged(place, problem) from None
    return True


def documents(folder: Path) -> tuple[int, int]:
    """Open up to DOCUMENTS files of `folder`: how many opened, and how many there were no file for."""
    from qorgan.documents.actions import CODE
    from qorgan.documents.models import Document
    from qorgan.documents.store import relative
    from qorgan.keyring.actions import unseal_content
    from qorgan.vault import VaultError

    opened = absent = 0
    for row in Document.objects.order_by("?")[:DOCUMENTS]:
        path = folder / relative(row.id, "original")
        key = _key("documents", row.key_id)
        if not path.exists():
            absent += 1
        elif key is not None:
            try:
                unseal_content(key, code=CODE, row_id=row.id, envelope=path.read_bytes())
            except VaultError as problem:
                raise _damaged("documents", problem) from None
            opened += 1
    return opened, absent


def _key(place: str, key_id: UUID) -> Any:
    """The key, None when it was destroyed. Raises BAK-13 for one that is in neither part and was not destroyed."""
    from qorgan.keyring.models import ShredRecord, WrappedKey

    key = WrappedKey.objects.filter(id=key_id).first()
    if key is None and not ShredRecord.objects.filter(key_id=key_id).exists():
        raise Refused(
            "BAK-13",
            f"a key of {place} is missing and was not destroyed. The two parts do not belong together.",
        )
    return key


def _damaged(place: str, problem: Exception) -> Refused:
    return Refused("BAK-13", f"a sealed value of {place} does not open ({problem}). Take an older backup.")
