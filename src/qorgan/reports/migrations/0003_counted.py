"""How many cases were opened from a report: for reports with several children, which ask until each has one."""

from django.db import migrations, models

COUNT = """
UPDATE reports_report SET cases_opened = found.opened
  FROM (SELECT report_id, count(*) AS opened FROM cases_case WHERE report_id IS NOT NULL GROUP BY report_id) AS found
 WHERE reports_report.id = found.report_id
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_wall"), ("cases", "0010_filtered")]

    operations = [
        migrations.AddField(
            "report", "cases_opened", models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
