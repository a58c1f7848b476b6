"""Where a naming moves a case, the body that takes it over loses what it had as a body asked about a decision too."""

import re
from importlib import import_module

from django.db import migrations

BEFORE = import_module("qorgan.cases.migrations.0011_ends_known").ENDS_KNOWN
ASKED_TOO, _places = re.subn(
    r"agency_id = body AND level = 'referral'", "agency_id = body AND level IN ('referral', 'asked')", BEFORE
)
assert _places == 1, _places


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_asked")]

    operations = [migrations.RunSQL(ASKED_TOO, BEFORE)]
