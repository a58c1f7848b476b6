"""Decisions that wait for somebody are found without reading all that were made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_keeps")]

    operations = [
        migrations.AddIndex(
            model_name="statusdecision",
            index=models.Index(fields=["state", "decided_at"], name="cases_decision_state"),
        ),
    ]
