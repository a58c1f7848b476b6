"""A referral and what was given under it are seen by two sides: who keeps the case, and the body asked."""

from django.db import migrations

from qorgan.agencies.rls import for_keeper


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_run_out"), ("agencies", "0002_wall")]

    operations = [
        for_keeper(
            "referrals_referral",
            case="case_id",
            also="referrals_referral.to_agency_id = (SELECT qorgan_agency())",
        ),
        for_keeper("referrals_packet", case="case_id"),
        for_keeper(
            "referrals_service",
            case="case_id",
            own="referrals_service.agency_id = (SELECT qorgan_agency())",
        ),
    ]
