"""When the consent under a referral runs out stands in the referral, and its grant ends then."""

import re
from importlib import import_module

from django.db import migrations, models

_STEP = import_module("qorgan.referrals.migrations.0005_transferred").Migration.operations[0]
FOLLOW = _STEP.sql
ENDS_KNOWN, _places = re.subn(
    r"valid_until IS NULL", "(valid_until IS NULL OR valid_until > qorgan_now())", FOLLOW
)
assert _places == 1, _places
# consents with an end could be recorded before, though no page did
UNTIL = """
UPDATE referrals_referral SET consent_until = c.expires_at FROM children_consent c
  WHERE c.id = consent_id AND c.expires_at IS NOT NULL AND state IN ('sent', 'accepted');
UPDATE agencies_accessgrant SET valid_until = r.consent_until FROM referrals_referral r
  WHERE r.grant_id = agencies_accessgrant.id AND r.consent_until IS NOT NULL AND valid_until IS NULL
    AND r.state IN ('sent', 'accepted');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0006_settled"),
        ("agencies", "0010_grant_ends_sooner"),
        ("children", "0007_ends_doubts_lifts"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral", name="consent_until", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(UNTIL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["consent_until"],
                name="referrals_run_out",
                condition=models.Q(state__in=("sent", "accepted"), consent_until__isnull=False),
            ),
        ),
        migrations.RunSQL(ENDS_KNOWN, FOLLOW),
    ]
