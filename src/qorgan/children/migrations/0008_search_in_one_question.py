"""The search looks up the case of each handle in an index alone, and the planner knows that few come out of it."""

from django.db import migrations, models

FEW = "ALTER FUNCTION qorgan_search_handles(bytea[]) ROWS 20"
BEFORE = "ALTER FUNCTION qorgan_search_handles(bytea[]) ROWS 1000"


class Migration(migrations.Migration):
    dependencies = [("children", "0007_ends_doubts_lifts")]

    operations = [
        migrations.AddIndex(
            model_name="handle",
            index=models.Index(fields=["handle"], include=["case_id"], name="children_handle_found"),
        ),
        migrations.RunSQL(FEW, BEFORE),
    ]
