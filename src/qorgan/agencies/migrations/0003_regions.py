"""The 20 regions and cities of Kazakhstan, by ISO 3166-2 and KATO (source: see `data/regions.csv`)."""

import csv
from importlib.resources import files

from django.db import migrations


def load(apps, schema_editor):
    region = apps.get_model("agencies", "Region")
    text = files("qorgan.agencies").joinpath("data/regions.csv").read_text(encoding="utf-8")
    region.objects.bulk_create(
        [
            region(
                code=row["iso_3166_2"],
                kato=row["kato"],
                kind=row["type"],
                name_kk=row["name_kk"],
                name_ru=row["name_ru"],
                name_en=row["name_en"],
            )
            for row in csv.DictReader(text.splitlines())
        ],
        ignore_conflicts=True,  # gone back and forward again: see below
    )


def leave(apps, schema_editor):
    """The regions stay: bodies and cases name them."""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_wall")]

    operations = [migrations.RunPython(load, leave)]
