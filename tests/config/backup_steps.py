"""Steps of the backup test, each a process of its own on the instance in QORGAN_DATA.

python backup_steps.py fill|erase|look
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from uuid import UUID, uuid4

from qorgan.config import database, readiness

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def fill() -> dict[str, object]:
    """An invented country of bodies and officers, five sealed values, three documents, ten journal entries."""
    from django.conf import settings
    from django.db import transaction

    from qorgan.demo import country
    from qorgan.journal.actions import record
    from qorgan.keyring.actions import make_key, seal

    readiness.bring_up_to_date()
    with transaction.atomic():
        country.build(since=NOW - dt.timedelta(days=400))
    for _ in range(10):
        with transaction.atomic():
            record(kind="cases.looked_at", by=uuid4(), agency=uuid4(), happened_at=NOW, now=NOW)
    sealed = {}
    with database.as_owner():
        for number in range(5):
            key = make_key(kind="person", case_id=uuid4(), now=NOW)
            envelope = seal(key, code="children.name", row_id=key.id, value=f"Invented {number}")
            sealed[str(key.id)] = envelope.hex()
    settings.DOCUMENTS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    for key_id in list(sealed)[:3]:
        (settings.DOCUMENTS_DIR / f"{key_id}.sealed").write_bytes(bytes.fromhex(sealed[key_id]))
    return {"sealed": sealed}


def erase(key_id: str) -> dict[str, object]:
    """Destroy one key, as the erasure of a person does; and lose the documents."""
    from django.conf import settings

    from qorgan.keyring.actions import destroy
    from qorgan.keyring.models import WrappedKey

    with database.as_owner():
        destroy(WrappedKey.objects.get(id=UUID(key_id)), reason="asked_by_person", now=NOW)
    for path in settings.DOCUMENTS_DIR.iterdir():
        path.unlink()
    return {}


def look(*sealed: str) -> dict[str, object]:
    """Which of `KEY:ENVELOPE` open, how many officers, entries and documents there are, and who may do what."""
    from django.conf import settings

    from qorgan.agencies.models import Officer
    from qorgan.keyring.actions import unseal
    from qorgan.keyring.models import ShredRecord, WrappedKey

    opened = {}
    with database.as_owner() as connection:
        for pair in sealed:
            key_id, envelope = pair.split(":")
            key = WrappedKey.objects.filter(id=UUID(key_id)).first()
            opened[key_id] = key and unseal(
                key, code="children.name", row_id=key.id, envelope=bytes.fromhex(envelope)
            )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT size FROM journal_head),"
                " (SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'qorgan_search_handles'),"
                " (SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity),"
                " (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),"
                " (SELECT count(*) FROM information_schema.role_table_grants WHERE grantee LIKE 'qorgan%'),"
                " (SELECT count(*) FROM information_schema.column_privileges WHERE grantee = 'qorgan_app'),"
                " (SELECT count(*) FROM pg_constraint WHERE connamespace::regnamespace::text IN ('public', 'keys'))"
            )
            shape = cursor.fetchone()
        return {
            "opened": opened,
            "officers": Officer.objects.count(),
            "shredded": [str(record.key_id) for record in ShredRecord.objects.all()],
            "documents": sorted(path.name for path in settings.DOCUMENTS_DIR.iterdir()),
            "shape": list(shape),
        }


if __name__ == "__main__":
    readiness.hold_database()
    readiness.load_django()
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
