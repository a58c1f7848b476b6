"""The body asked for a review stands in the decision: only it answers. Until now its clock alone knew it."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE cases_statusdecision SET reviewer_id = COALESCE(
    (SELECT k.agency_id FROM deadlines_clock k WHERE k.subject_id = cases_statusdecision.id
       AND k.rule = 'dl.demo.status.review' ORDER BY k.created_at DESC, k.id DESC LIMIT 1),
    cases_statusdecision.agency_id)
 WHERE review_asked_at IS NOT NULL;
"""
# a "no" taken back has no effect, like one that was sent back
UNKNOWN_BEFORE = "UPDATE cases_statusdecision SET state = 'returned' WHERE state = 'withdrawn';"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_ends_known"),
        ("agencies", "0002_wall"),
        ("deadlines", "0002_wall"),
    ]

    operations = [
        migrations.AlterField(
            "statusdecision",
            "state",
            models.CharField(
                max_length=12,
                choices=[
                    ("waiting", "waits for a second person"),
                    ("final", "in force"),
                    ("returned", "returned by the second person"),
                    ("withdrawn", "taken back before anybody answered"),
                    ("review", "in force, under review"),
                    ("upheld", "upheld after review"),
                    ("overturned", "overturned after review"),
                ],
            ),
        ),
        migrations.AddField(
            "statusdecision",
            "reviewer",
            models.ForeignKey(
                "agencies.agency", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+"
            ),
        ),
        migrations.RunSQL(FILL, UNKNOWN_BEFORE),
    ]
