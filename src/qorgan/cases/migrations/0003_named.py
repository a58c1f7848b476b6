"""When a naming comes into force: the replacement keeps the case in the same transaction; reports and clocks close too.

The person who confirms has no access to the case, and must not get any; so two functions of the owner do exactly
this, for a naming that the caller has just confirmed or reviewed, and nothing else.
"""

from django.db import migrations

from qorgan.agencies.rls import hide_from_named

IN_FORCE = """
CREATE FUNCTION qorgan_naming_takes_effect(naming uuid) RETURNS varchar
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  b agencies_accessblock%ROWTYPE;
  body uuid;
  number varchar;
BEGIN
  SELECT * INTO b FROM agencies_accessblock
    WHERE id = naming AND state = 'provisional' AND confirmed_by_id = qorgan_officer() FOR UPDATE;
  IF NOT FOUND OR b.confirmed_by_id = b.asked_by_id OR b.confirmed_by_id = b.officer_id THEN
    RAISE EXCEPTION 'no naming that you have just confirmed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF b.replacement_id IS NOT NULL THEN
    SELECT o.agency_id INTO body FROM agencies_officer o WHERE o.id = b.officer_id;
    PERFORM 1 FROM agencies_officer o WHERE o.id = b.replacement_id AND o.agency_id = body AND o.is_active
      AND o.id <> b.officer_id AND NOT EXISTS (SELECT 1 FROM agencies_accessblock x WHERE x.case_id = b.case_id
        AND x.officer_id = o.id AND x.state IN ('provisional', 'upheld'));
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the replacement must work now in the same body and not be named' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE cases_case SET owner_id = b.replacement_id, version = version + 1
      WHERE id = b.case_id AND agency_id = body AND owner_id = b.officer_id;
    UPDATE agencies_accessgrant SET officer_id = b.replacement_id
      WHERE (case_id = b.case_id OR report_id = b.report_id) AND agency_id = body AND officer_id = b.officer_id
        AND valid_until IS NULL;
    UPDATE deadlines_clock SET officer_id = b.replacement_id
      WHERE (case_id = b.case_id OR report_id = b.report_id) AND agency_id = body AND officer_id = b.officer_id
        AND state = 'running';
  END IF;
  SELECT c.number INTO number FROM cases_case c WHERE c.id = b.case_id;
  RETURN number;
END $$;
REVOKE ALL ON FUNCTION qorgan_naming_takes_effect(uuid) FROM PUBLIC;

CREATE FUNCTION qorgan_naming_reviewed(naming uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM agencies_accessblock
    WHERE id = naming AND state IN ('upheld', 'lifted') AND reviewed_by_id = qorgan_officer();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no naming that you have just reviewed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE deadlines_clock SET state = 'met', stopped_at = qorgan_now()
    WHERE subject_id = naming AND subject_kind = 'block' AND state = 'running';
END $$;
REVOKE ALL ON FUNCTION qorgan_naming_reviewed(uuid) FROM PUBLIC;
"""
OUT_OF_FORCE = "DROP FUNCTION qorgan_naming_reviewed(uuid); DROP FUNCTION qorgan_naming_takes_effect(uuid);"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_wall"),
        ("agencies", "0005_named"),
        ("reports", "0002_wall"),
        ("deadlines", "0002_wall"),
        ("documents", "0002_wall"),
        ("children", "0002_wall"),
    ]

    operations = [
        migrations.RunSQL(IN_FORCE, OUT_OF_FORCE),
        hide_from_named("reports_report", report="id"),
        hide_from_named("reports_firstassessment", report="report_id"),
        hide_from_named("documents_document", case="case_id", report="report_id"),
        hide_from_named("deadlines_clock", case="case_id", report="report_id"),
        hide_from_named("children_consent", case="case_id"),
    ]
