"""Decisions on provisions: only for the bodies of the case, and never for whoever is named in it."""

from django.db import migrations

from qorgan.agencies.rls import wall


class Migration(migrations.Migration):
    dependencies = [
        ("legislation", "0001_initial"),
        ("agencies", "0002_wall"),
        ("cases", "0002_wall"),
    ]

    operations = [wall("legislation_opinion", case="case_id", stats=True)]
