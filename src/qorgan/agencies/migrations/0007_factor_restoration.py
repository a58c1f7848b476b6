"""A lost second factor comes back by two colleagues; seen by the officer, the body and administrators."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import qorgan.vault
from qorgan.agencies.rls import own_rows

PEOPLE = {"on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}
STATES = ["asked", "confirmed", "used", "done", "ended"]


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_grant_walk")]

    operations = [
        migrations.AddField("officer", "sittings_ended", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="FactorRestoration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=qorgan.vault.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[(state, state.capitalize()) for state in STATES],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("open_until", models.DateTimeField()),
                ("first_half", models.CharField(max_length=128)),
                ("second_half", models.CharField(blank=True, max_length=128)),
                ("wrong_tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                ("asked_by", models.ForeignKey(related_name="+", **PEOPLE)),
                ("confirmed_by", models.ForeignKey(null=True, related_name="+", **PEOPLE)),
                ("officer", models.ForeignKey(related_name="restorations", **PEOPLE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state__in=["asked", "confirmed"]),
                        fields=("officer",),
                        name="agencies_restoration_one_open",
                    ),
                    models.CheckConstraint(
                        condition=(Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")))
                        & ~Q(asked_by=F("officer"))
                        & (Q(confirmed_by=None) | ~Q(confirmed_by=F("officer"))),
                        name="agencies_restoration_two_people",
                    ),
                ],
            },
        ),
        own_rows(
            "agencies_factorrestoration",
            "agencies_factorrestoration.officer_id = (SELECT qorgan_officer())"
            " OR agencies_factorrestoration.agency_id = (SELECT qorgan_agency())"
            " OR (SELECT qorgan_duty('accounts'))",
        ),
    ]
