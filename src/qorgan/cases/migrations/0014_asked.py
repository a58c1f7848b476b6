"""Bodies asked about a decision have a grant of a level of their own: one answer, and nothing else a referral gives."""

from django.db import migrations

LEVEL = """
ALTER TABLE agencies_accessgrant DISABLE TRIGGER grant_once;
UPDATE agencies_accessgrant SET level = '{after}'
  WHERE level = '{before}' AND source_id IN (SELECT id FROM cases_statusdecision);
ALTER TABLE agencies_accessgrant ENABLE TRIGGER grant_once;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_reviewer_stands"), ("agencies", "0011_asked")]

    operations = [
        migrations.RunSQL(
            LEVEL.format(before="referral", after="asked"), LEVEL.format(before="asked", after="referral")
        )
    ]
