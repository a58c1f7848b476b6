"""Offers behind the wall; and a naming of the body that keeps the case moves it to the replacement's body at once."""

from importlib import import_module

from django.db import migrations

from qorgan.agencies.rls import hide_from_named, wall

_BEFORE = import_module("qorgan.cases.migrations.0003_named").IN_FORCE
_OFFICERS_ONLY = _BEFORE[: _BEFORE.index("REVOKE ALL")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
_KEEPER_TOO = """
DECLARE
  asker uuid;
  confirmer uuid;
"""
_MOVE = """
  IF b.agency_id IS NOT NULL AND EXISTS (
      SELECT 1 FROM cases_case c WHERE c.id = b.case_id AND c.agency_id = b.agency_id) THEN
    SELECT a.agency_id INTO asker FROM agencies_officer a WHERE a.id = b.asked_by_id;
    SELECT a.agency_id INTO confirmer FROM agencies_officer a WHERE a.id = b.confirmed_by_id;
    SELECT o.agency_id INTO body FROM agencies_officer o JOIN agencies_agency g ON g.id = o.agency_id
      WHERE o.id = b.replacement_id AND o.is_active AND g.has_account AND g.active_until IS NULL
        AND g.id NOT IN (b.agency_id, asker, confirmer)
        AND NOT EXISTS (SELECT 1 FROM agencies_accessblock x WHERE x.case_id = b.case_id
          AND (x.officer_id = o.id OR x.agency_id = g.id) AND x.state IN ('provisional', 'upheld'));
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the replacement must work now in a body that has no part in the naming'
        USING ERRCODE = 'check_violation';
    END IF;
    UPDATE cases_transfer SET state = 'withdrawn', answered_at = qorgan_now()
      WHERE case_id = b.case_id AND state = 'asked';
    UPDATE agencies_accessgrant SET valid_until = qorgan_now()
      WHERE case_id = b.case_id AND valid_until IS NULL
        AND (agency_id = b.agency_id OR (agency_id = body AND level = 'referral')
          OR (level = 'owner' AND valid_from IS NULL));
    INSERT INTO agencies_accessgrant (id, case_id, agency_id, level, officer_id, fields, valid_from)
      VALUES (gen_random_uuid(), b.case_id, body, 'owner', b.replacement_id, '[]', qorgan_now());
    IF b.report_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.report_id = b.report_id
        AND g.agency_id = body AND g.level = 'owner' AND g.valid_from IS NOT NULL AND g.valid_until IS NULL) THEN
      INSERT INTO agencies_accessgrant (id, report_id, agency_id, level, officer_id, fields, valid_from)
        VALUES (gen_random_uuid(), b.report_id, body, 'owner', b.replacement_id, '[]', qorgan_now());
    END IF;
    UPDATE cases_case SET agency_id = body, owner_id = b.replacement_id, version = version + 1
      WHERE id = b.case_id;
    UPDATE deadlines_clock SET agency_id = body, officer_id = b.replacement_id
      WHERE case_id = b.case_id AND agency_id = b.agency_id AND state = 'running';
  END IF;
  SELECT c.number INTO number"""
KEEPER_TOO = (
    _OFFICERS_ONLY.replace("\nDECLARE\n", _KEEPER_TOO)
    .replace(
        "IF b.replacement_id IS NOT NULL THEN",
        "IF b.officer_id IS NOT NULL AND b.replacement_id IS NOT NULL THEN",
    )
    .replace("\n  SELECT c.number INTO number", _MOVE)
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_transfer"), ("agencies", "0005_named"), ("deadlines", "0002_wall")]

    operations = [
        wall(
            "cases_transfer",
            case="case_id",
            also="(SELECT qorgan_agency()) IN (cases_transfer.from_agency_id, cases_transfer.to_agency_id)",
        ),
        hide_from_named("cases_transfer", case="case_id"),
        migrations.RunSQL(KEEPER_TOO, _OFFICERS_ONLY),
    ]
