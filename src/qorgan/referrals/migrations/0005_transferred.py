"""When a case goes to another body, its live referrals go with it; one to that body itself ends: it keeps the case."""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("qorgan.referrals.migrations.0003_named").FOLLOW
_OWNER_ONLY = _BEFORE[: _BEFORE.index("REVOKE ALL")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_WITH_BODY = """BEGIN
  IF NEW.agency_id <> OLD.agency_id THEN
    UPDATE deadlines_clock SET state = 'cancelled', stopped_at = qorgan_now()
      WHERE state = 'running' AND subject_kind = 'referral' AND subject_id IN (
        SELECT r.id FROM referrals_referral r
          WHERE r.case_id = NEW.id AND r.to_agency_id = NEW.agency_id AND r.state IN ('sent', 'accepted'));
    UPDATE agencies_accessgrant SET valid_until = qorgan_now()
      WHERE valid_until IS NULL AND id IN (
        SELECT r.grant_id FROM referrals_referral r
          WHERE r.case_id = NEW.id AND r.to_agency_id = NEW.agency_id AND r.state IN ('sent', 'accepted'));
    UPDATE referrals_referral SET state = 'ended', reason = 'other_body', ended_at = qorgan_now(), version = version + 1
      WHERE case_id = NEW.id AND to_agency_id = NEW.agency_id AND state IN ('sent', 'accepted');
    UPDATE referrals_referral SET from_agency_id = NEW.agency_id, return_to_id = NEW.owner_id
      WHERE case_id = NEW.id AND from_agency_id = OLD.agency_id
        AND state IN ('sent', 'accepted', 'refused', 'returned', 'expired');
  END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_return"), ("cases", "0007_transfer_wall")]

    operations = [migrations.RunSQL(_OWNER_ONLY.replace("BEGIN\n", _WITH_BODY, 1), _OWNER_ONLY)]
