"""Referrals: for the bodies of the case and for the body asked."""

from django.db import migrations

from qorgan.agencies.rls import wall


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("agencies", "0002_wall"), ("cases", "0002_wall")]

    operations = [
        wall(
            "referrals_referral",
            case="case_id",
            also="referrals_referral.to_agency_id = (SELECT qorgan_agency())",
            worker=True,
            stats=True,
        ),
        wall("referrals_packet", case="case_id"),
        wall("referrals_service", case="case_id", stats=True),
    ]
