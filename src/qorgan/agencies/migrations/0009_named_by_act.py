"""A procedural act may stand for the second body; without one of the two no naming is ever in force."""

from django.db import migrations, models
from django.db.models import Q

# What was asked stays as it was: who, about whom, why, and with which act.
ASKED_ONCE = """
CREATE FUNCTION qorgan_naming_asked_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.case_id, NEW.report_id, NEW.officer_id, NEW.agency_id, NEW.ground, NEW.asked_by_id, NEW.asked_at, NEW.replacement_id,
      NEW.act_issuer, NEW.act_number, NEW.act_on)
    IS DISTINCT FROM (OLD.case_id, OLD.report_id, OLD.officer_id, OLD.agency_id, OLD.ground, OLD.asked_by_id, OLD.asked_at,
      OLD.replacement_id, OLD.act_issuer, OLD.act_number, OLD.act_on) THEN
    RAISE EXCEPTION 'a naming stays as it was asked' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER naming_asked_once BEFORE UPDATE ON agencies_accessblock
  FOR EACH ROW EXECUTE FUNCTION qorgan_naming_asked_once();
"""
ASKED_OPEN = (
    "DROP TRIGGER naming_asked_once ON agencies_accessblock; DROP FUNCTION qorgan_naming_asked_once();"
)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_roles_take_two")]

    operations = [
        migrations.AddField(
            "accessblock",
            "act_issuer",
            models.CharField(
                blank=True,
                choices=[
                    ("court", "an act of a court"),
                    ("prosecutor", "an act of a prosecutor"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            "accessblock", "act_number", models.CharField(blank=True, default="", max_length=60)
        ),
        migrations.AddField("accessblock", "act_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "accessblock",
            models.CheckConstraint(
                name="agencies_block_two_or_act",
                condition=Q(state="asked")
                | Q(confirmed_by__isnull=False)
                | Q(act_issuer__in=["court", "prosecutor"], act_on__isnull=False) & ~Q(act_number=""),
            ),
        ),
        migrations.RunSQL(ASKED_ONCE, ASKED_OPEN),
    ]
