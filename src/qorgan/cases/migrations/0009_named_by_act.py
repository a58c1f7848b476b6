"""A naming by a procedural act takes effect for the one who names, in the transaction of the naming and never after.

And none takes effect that would leave a child with nobody who answers: the officer may have got the case since.
"""

from importlib import import_module

from django.db import migrations

_TWO_ONLY = import_module("qorgan.cases.migrations.0007_transfer_wall").KEEPER_TOO
_CONFIRMED = "AND confirmed_by_id = qorgan_officer() FOR UPDATE"
_OR_BY_ACT = """AND (confirmed_by_id = qorgan_officer() OR (confirmed_by_id IS NULL AND act_number <> ''
      AND asked_by_id = qorgan_officer() AND asked_at = qorgan_now())) FOR UPDATE"""
_OTHERS = "OR b.confirmed_by_id = b.officer_id THEN"
_NOT_ONESELF = "OR b.confirmed_by_id = b.officer_id OR b.asked_by_id = b.officer_id THEN"
_OF_BOTH = "g.id NOT IN (b.agency_id, asker, confirmer)"
_OF_ALL = "g.id NOT IN (b.agency_id, asker, COALESCE(confirmer, asker))"
_REPLACED = "IF b.officer_id IS NOT NULL AND b.replacement_id IS NOT NULL THEN"
_SOMEBODY = """IF b.officer_id IS NOT NULL AND b.replacement_id IS NULL AND (
      EXISTS (SELECT 1 FROM cases_case c WHERE c.id = b.case_id AND c.owner_id = b.officer_id)
      OR EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.case_id = b.case_id AND g.officer_id = b.officer_id
        AND g.valid_from IS NOT NULL AND g.valid_until IS NULL)) THEN
    RAISE EXCEPTION 'who answers for the child is replaced' USING ERRCODE = 'check_violation';
  END IF;
  """
for _part in (_REPLACED, _CONFIRMED, _OTHERS, _OF_BOTH):
    assert _TWO_ONLY.count(_part) == 1, _part
BY_ACT_TOO = (
    _TWO_ONLY.replace(_CONFIRMED, _OR_BY_ACT)
    .replace(_OTHERS, _NOT_ONESELF)
    .replace(_OF_BOTH, _OF_ALL)
    .replace(_REPLACED, _SOMEBODY + _REPLACED)
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_numbers"), ("agencies", "0009_named_by_act")]

    operations = [migrations.RunSQL(BY_ACT_TOO, _TWO_ONLY)]
