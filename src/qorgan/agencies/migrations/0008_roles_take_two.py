"""A role is asked for by one person and confirmed by another; what waits begins at no moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# Back to one person: what waited has begun and ended in the same moment, so nobody holds it.
NEVER_HELD = "UPDATE agencies_roleassignment SET valid_from = asked_at, valid_until = asked_at WHERE valid_from IS NULL"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_factor_restoration")]

    operations = [
        migrations.AddField("roleassignment", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "roleassignment",
            "confirmed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("roleassignment", "valid_from", models.DateTimeField(null=True)),
        migrations.RunSQL(migrations.RunSQL.noop, NEVER_HELD),
        migrations.AddConstraint(
            "roleassignment",
            models.CheckConstraint(
                name="agencies_role_two_people",
                condition=Q(asked_at=None) | Q(valid_from=None) | Q(confirmed_by__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "roleassignment",
            models.CheckConstraint(
                name="agencies_role_not_the_same",
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("given_by")) & ~Q(confirmed_by=F("officer"))),
            ),
        ),
    ]
