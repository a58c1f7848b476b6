"""A naming finds grants whose end is known beforehand too: they are handed over or ended like all that have not ended."""

import re
from importlib import import_module

from django.db import migrations

BEFORE = import_module("qorgan.cases.migrations.0009_named_by_act").BY_ACT_TOO
ENDS_KNOWN, _places = re.subn(
    r"((?:g\.)?)valid_until IS NULL", r"(\1valid_until IS NULL OR \1valid_until > qorgan_now())", BEFORE
)
assert _places == 4, _places


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_filtered"), ("agencies", "0010_grant_ends_sooner")]

    operations = [migrations.RunSQL(ENDS_KNOWN, BEFORE)]
