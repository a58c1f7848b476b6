"""A referral is not there for whoever is named in its case; what comes back comes to whoever keeps the case now."""

from django.db import migrations

from qorgan.agencies.rls import hide_from_named

FOLLOW = """
CREATE FUNCTION qorgan_referrals_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE referrals_referral SET return_to_id = NEW.owner_id
    WHERE case_id = NEW.id AND return_to_id = OLD.owner_id AND state IN ('sent', 'accepted');
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION qorgan_referrals_follow() FROM PUBLIC;
CREATE TRIGGER referrals_follow AFTER UPDATE OF owner_id ON cases_case
  FOR EACH ROW WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION qorgan_referrals_follow();
"""
STAY = "DROP TRIGGER referrals_follow ON cases_case; DROP FUNCTION qorgan_referrals_follow();"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_wall"), ("cases", "0003_named")]

    operations = [migrations.RunSQL(FOLLOW, STAY), hide_from_named("referrals_referral", case="case_id")]
