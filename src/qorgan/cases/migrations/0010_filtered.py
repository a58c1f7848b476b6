"""The list with filters goes down an index in its order: it gathered all cases of the region before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_named_by_act")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["agency", "state", "status", "region", "-opened_at", "-id"], name="cases_filtered"
            ),
        ),
    ]
