"""Fewer candidates where more found nothing: of one's own body none of 195 pairs stood behind the twentieth, and a
child behind the six hundredth of all is not looked up in order to be left out (`bench/children_candidates.py`)."""

from importlib import import_module

from django.db import migrations

before = import_module("qorgan.linking.migrations.0003_rarest_first")
FEWER = before.RAREST_FIRST.replace("LIMIT 2000", "LIMIT 600").replace("THEN 50 ELSE 100", "THEN 30 ELSE 100")
assert FEWER.count("LIMIT 600") == FEWER.count("THEN 30 ELSE 100") == 1


class Migration(migrations.Migration):
    dependencies = [("linking", "0003_rarest_first")]

    operations = [migrations.RunSQL(before.instead(FEWER), before.instead(before.RAREST_FIRST))]
