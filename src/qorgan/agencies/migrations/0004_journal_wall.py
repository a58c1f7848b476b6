"""The journal: entries of files one sees, of oneself, and for the duty that watches accesses; written by all."""

from django.db import migrations

from qorgan.agencies.rls import wall


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_regions"), ("journal", "0001_initial")]

    operations = [
        wall(
            "journal_entry",
            case="case_id",
            report="report_id",
            also="journal_entry.actor_id = (SELECT qorgan_officer()) OR (SELECT qorgan_duty('journal'))",
            insert="true",
            worker=True,
        ),
        migrations.RunSQL(
            "CREATE POLICY public_add ON journal_entry FOR INSERT TO qorgan_public WITH CHECK (true)",
            "DROP POLICY public_add ON journal_entry",
        ),
    ]
