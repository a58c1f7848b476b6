"""A naming says why in a code, covers the report of its case too, and whoever is named opens and lifts nothing."""

from django.db import migrations, models

from qorgan.agencies.rls import NAMED_GIVES_AGAIN, NAMED_GIVES_NOTHING, hide_from_named


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_journal_wall")]

    operations = [
        migrations.AddField("accessblock", "report_id", models.UUIDField(null=True)),
        migrations.AddField(
            "accessblock",
            "ground",
            models.CharField(
                choices=[
                    ("child", "the child names this person or body"),
                    ("facts", "facts in the file point to this person or body"),
                    ("kin", "close to a person who harmed the child"),
                    ("procedural", "there is a procedural act"),
                ],
                default="facts",
                max_length=12,
            ),
        ),
        migrations.RunSQL(NAMED_GIVES_NOTHING, NAMED_GIVES_AGAIN),
        hide_from_named("journal_entry", case="case_id", report="report_id"),
        hide_from_named("keyring_wrappedkey", case="case_id", report="report_id"),
    ]
