"""Only the body that has a report writes that it went on, as itself and in the name of who does it."""

from django.db import migrations

from qorgan.agencies.rls import live_grant

KEEPER_PASSES = (
    "CREATE POLICY keeper_passes ON reports_passedon AS RESTRICTIVE FOR INSERT TO qorgan_app"
    f" WITH CHECK ({live_grant('reports_passedon', 'report_id', level='owner')}"
    " AND from_agency_id = (SELECT qorgan_agency()) AND passed_by_id = (SELECT qorgan_officer()))"
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_passed_on")]

    operations = [
        migrations.RunSQL(KEEPER_PASSES, "DROP POLICY keeper_passes ON reports_passedon"),
    ]
