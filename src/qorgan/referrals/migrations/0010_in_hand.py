"""What does an officer, or a body, still have in hand? Asked before an account ends by somebody who may see none of it.

Kinds only, no number and no file: open cases, reports that wait for an assessment or for a case, referrals that run.
"""

from importlib import import_module

from django.db import migrations

_CASES_ONLY = import_module("qorgan.cases.migrations.0004_keeps").KEEPS
DROP_CASES_ONLY = "DROP FUNCTION qorgan_keeps_open_cases(uuid, uuid);"
IN_HAND = """
CREATE FUNCTION qorgan_in_hand(officer uuid, body uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH of AS (SELECT COALESCE(body, (SELECT o.agency_id FROM agencies_officer o WHERE o.id = officer)) AS agency),
  owed AS (
    SELECT k.rule LIKE 'dl.demo.assessment.%' AS assessing
    FROM deadlines_clock k JOIN of ON k.agency_id = of.agency
    WHERE k.state = 'running' AND k.subject_kind = 'report' AND (officer IS NULL OR k.officer_id = officer)
  )
  SELECT array_remove(ARRAY[
    CASE WHEN EXISTS (SELECT 1 FROM cases_case c
      WHERE c.state = 'open' AND (c.owner_id = officer OR c.agency_id = body)) THEN 'cases' END,
    CASE WHEN EXISTS (SELECT 1 FROM owed WHERE assessing) THEN 'assessments' END,
    CASE WHEN EXISTS (SELECT 1 FROM owed WHERE NOT assessing) THEN 'openings' END,
    CASE WHEN EXISTS (SELECT 1 FROM referrals_referral r JOIN of ON r.to_agency_id = of.agency
      WHERE (r.state = 'accepted' AND r.answered_by_id = officer)
        OR (r.state IN ('sent', 'accepted') AND r.to_agency_id = body)) THEN 'referrals' END
  ], NULL)
$$;
REVOKE ALL ON FUNCTION qorgan_in_hand(uuid, uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0009_documents_that_went"),
        ("cases", "0010_filtered"),
        ("deadlines", "0005_missed"),
    ]

    operations = [
        migrations.RunSQL(IN_HAND, "DROP FUNCTION qorgan_in_hand(uuid, uuid);"),
        migrations.RunSQL(DROP_CASES_ONLY, _CASES_ONLY),
    ]
