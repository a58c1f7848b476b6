"""Models obey the floors; what may be changed or deleted at all is a list; walled tables are walled."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import connection

FLOORS = [
    "journal",
    "keyring",
    "agencies",
    "deadlines",
    "documents",
    "children",
    "reports",
    "cases",
    "linking",
    "referrals",
    "legislation",
]
# tables whose rows may change after they are written, and why
MUTABLE = {
    "agencies_agency": "directory",
    "agencies_serviceoffer": "directory",
    "agencies_officer": "account state, password",
    "agencies_roleassignment": "is confirmed, ends",
    "documents_unitkey": "is confirmed, ends (these columns only)",
    "agencies_accessgrant": "opens once, ends once, sooner but never later (trigger)",
    "agencies_accessblock": "states of a naming",
    "agencies_factorrestoration": "steps of bringing a second factor back",
    "deadlines_clock": "stops and escalates",
    "documents_document": "goes into quarantine",
    "documents_container": "is collected and handed over (these columns only)",
    "children_child": "facts become known",
    "children_childname": "a name is withdrawn",
    "children_consent": "is doubted or not (this column only)",
    "children_consentwithdrawal": "effect under a conflict of interest",
    "children_hold": "is lifted",
    "reports_report": "state and assessor",
    "reports_draft": "a draft",
    "cases_case": "facts become known",
    "cases_transfer": "its answer (these columns only)",
    "cases_event": "facts become known",
    "cases_eventcase": "the narrative of a case",
    "cases_statusdecision": "second person, review",
    "referrals_referral": "its life",
    "referrals_packet": "receipt",
}
DELETABLE = {"reports_draft": "a draft is thrown away", "keyring_wrappedkey": "erasure is destroying the key"}
# tables without a child's data
UNWALLED = {
    "agencies_region",
    "agencies_agency",
    "agencies_serviceoffer",
    "agencies_officer",
    "agencies_roleassignment",
    "documents_unitkey",
    "keyring_shredrecord",
    "children_searchtoken",
    "linking_basis",
    "journal_seal",
    "journal_head",
    "journal_checkpoint",
}


def ours():
    return [model for label in FLOORS for model in apps.get_app_config(label).get_models()]


def test_foreign_keys_point_down():
    wrong = []
    for model in ours():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target._meta.app_label not in FLOORS:
                continue
            if FLOORS.index(target._meta.app_label) > FLOORS.index(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []


def test_what_may_change_or_vanish_is_a_list():
    updates, deletes = set(), set()
    for label in FLOORS:
        grants = importlib.import_module(f"qorgan.{label}.grants").GRANTS["qorgan_app"]
        for table, rights in grants.items():
            if "UPDATE" in rights:
                updates.add(table)
            if "DELETE" in rights:
                deletes.add(table)
    assert updates == set(MUTABLE)
    assert deletes == set(DELETABLE)


@pytest.mark.django_db
def test_every_table_with_a_childs_data_is_walled_and_forced():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
    tables = {model._meta.db_table for model in ours()}
    assert tables - walled == UNWALLED


def test_every_model_and_field_that_is_sealed_has_a_code():
    from qorgan.keyring.fields import SealedField

    sealed = [field for model in ours() for field in model._meta.fields if isinstance(field, SealedField)]
    assert sealed
    assert all(field.code and field.name.startswith("sealed_") for field in sealed)


def test_rooms_hold_the_same_five_files():
    from pathlib import Path

    import qorgan

    base = Path(qorgan.__file__).parent
    missing = [
        f"{room}/{name}"
        for room in (
            "reports",
            "cases",
            "linking",
            "referrals",
            "children",
            "documents",
            "agencies",
            "legislation",
        )
        for name in ("models.py", "actions.py", "queries.py", "forms.py", "views.py")
        if not (base / room / name).exists()
    ]
    assert missing == []


def test_there_are_no_rooms_for_things_that_fit_nowhere():
    from pathlib import Path

    import qorgan

    banned = {"utils", "helpers", "common", "core", "misc", "signals"}
    assert [p for p in Path(qorgan.__file__).parent.rglob("*.py") if p.stem in banned] == []
