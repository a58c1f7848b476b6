"""A grant may be given with its end: until then it may open, and its end may come sooner, never later."""

from django.db import migrations

ONCE = """
CREATE OR REPLACE FUNCTION qorgan_grant_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.agency_id <> OLD.agency_id OR NEW.case_id IS DISTINCT FROM OLD.case_id
     OR NEW.report_id IS DISTINCT FROM OLD.report_id OR NEW.level <> OLD.level
     OR NEW.fields IS DISTINCT FROM OLD.fields
     OR (OLD.valid_from IS NOT NULL AND NEW.valid_from IS DISTINCT FROM OLD.valid_from)
     OR {ended} THEN
    RAISE EXCEPTION 'a grant opens once and ends once' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""
SOONER = """OLD.valid_until <= qorgan_now()
     OR (OLD.valid_until IS NOT NULL AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until))"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_named_by_act")]

    operations = [
        migrations.RunSQL(ONCE.format(ended=SOONER), ONCE.format(ended="OLD.valid_until IS NOT NULL"))
    ]
