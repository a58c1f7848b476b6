"""Containers behind the wall of their file; the unit sees its own, but not when it is named in the case."""

from django.db import migrations

from qorgan.agencies.rls import hide_from_named, wall


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_unit_and_containers"), ("agencies", "0005_named")]

    operations = [
        wall(
            "documents_container",
            case="case_id",
            report="report_id",
            also="documents_container.unit_id = (SELECT qorgan_agency())",
        ),
        hide_from_named("documents_container", case="case_id", report="report_id"),
    ]
