"""The tables of the journal. They are made by hand-written SQL (`migrations/sql`), since what matters in them
(generated columns, the sealing trigger, the refusals) is beyond Django; hence `managed = False`.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, NoReturn

from django.contrib.postgres.fields import ArrayField
from django.db import models

from qorgan.journal.errors import JournalError


class AppendOnly(models.QuerySet[Any]):
    """Refuses what the database refuses too, in words."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalError("JRN-05")

    update = delete = bulk_create = bulk_update = create = get_or_create = update_or_create = _refuse


class Kept(models.Model):
    """A row that only the journal's own actions and triggers write."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalError("JRN-05")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalError("JRN-05")


class Entry(Kept):
    """One act. `body` is what is hashed; the database computes every other column from it, so none can
    differ."""

    id = models.UUIDField(primary_key=True, editable=False)
    body = models.TextField()
    kind = models.TextField()
    actor_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    subject_type = models.TextField(null=True)  # noqa: DJ001 (computed by the database: absent is NULL)
    subject_id = models.UUIDField(null=True)
    purpose = models.TextField(null=True)  # noqa: DJ001
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "journal_entry"
        ordering: ClassVar = ["entered_at", "id"]

    @property
    def detail(self) -> dict[str, Any]:
        """The codes, ids, numbers and times that came with the act."""
        found: dict[str, Any] = json.loads(self.body).get("detail", {})
        return found


class Seal(Kept):
    """The place of an entry in the log, given at commit: number, and the hash of the entry's text."""

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    leaf = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_seal"
        ordering: ClassVar = ["seq"]


class Head(Kept):
    """The one row that says how long the log is and what it hashes to."""

    single = models.BooleanField(primary_key=True)
    log = models.UUIDField()  # names this log, so that another's checkpoints cannot be passed off as its own
    size = models.BigIntegerField()
    peaks = ArrayField(models.BinaryField())

    class Meta:
        managed = False
        db_table = "journal_head"
        ordering: ClassVar = ["single"]


class Checkpoint(Kept):
    """A signed statement: at this time the log had this size and this root."""

    id = models.BigIntegerField(primary_key=True)
    log = models.UUIDField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    signed_at = models.DateTimeField()
    key = models.TextField()
    signature = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_checkpoint"
        ordering: ClassVar = ["id"]
