"""Duties of children in danger now are found among all of a body's without reading the rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_nearest_first")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["agency", "state", "rule", "due_at"], name="deadlines_danger"),
        ),
    ]
