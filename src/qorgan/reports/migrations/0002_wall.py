"""Reports behind their wall; drafts for their writer only."""

from django.db import migrations

from qorgan.agencies.rls import own_rows, wall, wall_by_id


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("agencies", "0002_wall")]

    operations = [
        wall_by_id("reports_report", "report", stats=True),
        wall("reports_firstassessment", report="report_id"),
        own_rows("reports_draft", "reports_draft.officer_id = (SELECT qorgan_officer())"),
    ]
