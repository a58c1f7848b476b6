"""The journal's tables, triggers and functions; the models only describe them (`managed = False`)."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.RunSQL(
            (SQL / "0001_forward.sql").read_text(encoding="utf-8"),
            (SQL / "0001_back.sql").read_text(encoding="utf-8"),
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("log", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("signed_at", models.DateTimeField()),
                ("key", models.TextField()),
                ("signature", models.BinaryField()),
            ],
            options={"db_table": "journal_checkpoint", "ordering": ["id"], "managed": False},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("body", models.TextField()),
                ("kind", models.TextField()),
                ("actor_id", models.UUIDField(null=True)),
                ("agency_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                ("subject_type", models.TextField(null=True)),
                ("subject_id", models.UUIDField(null=True)),
                ("purpose", models.TextField(null=True)),
                ("happened_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={"db_table": "journal_entry", "ordering": ["entered_at", "id"], "managed": False},
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("single", models.BooleanField(primary_key=True, serialize=False)),
                ("log", models.UUIDField()),
                ("size", models.BigIntegerField()),
                (
                    "peaks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), size=None),
                ),
            ],
            options={"db_table": "journal_head", "ordering": ["single"], "managed": False},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("leaf", models.BinaryField()),
            ],
            options={"db_table": "journal_seal", "ordering": ["seq"], "managed": False},
        ),
    ]
