"""Documents behind the wall of their file."""

from django.db import migrations

from qorgan.agencies.rls import wall


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("agencies", "0002_wall")]

    operations = [
        wall("documents_document", case="case_id", report="report_id"),
    ]
