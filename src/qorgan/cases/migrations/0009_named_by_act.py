"""A naming by a procedural act takes effect for the one who names, in the transaction of the naming and never after."""

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
for _part in (_CONFIRMED, _OTHERS, _OF_BOTH):
    assert _TWO_ONLY.count(_part) == 1, _part
BY_ACT_TOO = (
    _TWO_ONLY.replace(_CONFIRMED, _OR_BY_ACT).replace(_OTHERS, _NOT_ONESELF).replace(_OF_BOTH, _OF_ALL)
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_numbers"), ("agencies", "0009_named_by_act")]

    operations = [migrations.RunSQL(BY_ACT_TOO, _TWO_ONLY)]
