"""A body's grants of one level are read from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_named")]

    operations = [
        migrations.RemoveIndex(model_name="accessgrant", name="agencies_grant_agency"),
        migrations.AddIndex(
            model_name="accessgrant",
            index=models.Index(
                fields=["agency", "level", "case_id"],
                include=("valid_from", "valid_until", "officer", "report_id"),
                name="agencies_grant_agency",
            ),
        ),
    ]
