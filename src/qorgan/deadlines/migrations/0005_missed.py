"""A duty nobody did in time, and that went elsewhere, is told apart from one that fell away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0004_danger_first")]

    operations = [
        migrations.AlterField(
            model_name="clock",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "Running"),
                    ("met", "Met"),
                    ("cancelled", "Cancelled"),
                    ("missed", "Missed"),
                ],
                default="running",
                max_length=10,
            ),
        ),
    ]
