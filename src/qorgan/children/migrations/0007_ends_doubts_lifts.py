"""A guardian's consent can be doubted; who lifted a hold and why. What was recorded before a conflict was is doubted now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DOUBT = """
UPDATE children_consent SET doubted = true FROM children_child c
  WHERE c.id = children_consent.child_id AND children_consent.basis = 'guardian'
    AND c.conflict_of_interest IS DISTINCT FROM false
"""


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0006_search_planned_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consent", name="doubted", field=models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddField(
            model_name="hold",
            name="lifted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="lift_reason",
            field=models.CharField(max_length=32, blank=True, default="", db_default=""),
        ),
        migrations.RunSQL(DOUBT, migrations.RunSQL.noop),
    ]
