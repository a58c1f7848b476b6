"""Clocks: of a file one sees, of one's own body, and for coordination."""

from django.db import migrations

from qorgan.agencies.rls import wall


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("agencies", "0002_wall")]

    operations = [
        wall(
            "deadlines_clock",
            case="case_id",
            report="report_id",
            also="deadlines_clock.agency_id = (SELECT qorgan_agency()) OR (SELECT qorgan_duty('coordination'))",
            insert="true",  # a body that refuses a referral starts the sender's clock
            worker=True,
            stats=True,
        ),
    ]
