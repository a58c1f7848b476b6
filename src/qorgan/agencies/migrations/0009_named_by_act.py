"""A procedural act may stand for the second body; without one of the two no naming is ever in force."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_roles_take_two")]

    operations = [
        migrations.AddField(
            "accessblock",
            "act_issuer",
            models.CharField(
                blank=True,
                choices=[
                    ("court", "an act of a court"),
                    ("prosecutor", "an act of a prosecutor"),
                    ("investigator", "an act of an investigating body"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            "accessblock", "act_number", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.AddField("accessblock", "act_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "accessblock",
            models.CheckConstraint(
                name="agencies_block_two_or_act",
                condition=Q(state="asked")
                | Q(confirmed_by__isnull=False)
                | Q(act_issuer__in=["court", "prosecutor", "investigator"], act_on__isnull=False)
                & ~Q(act_number=""),
            ),
        ),
    ]
