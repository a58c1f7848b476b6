"""Planted names, phones and addresses are found nowhere in what is kept; spoiled seals never open."""

from __future__ import annotations

import io
import logging
import logging.config
import random
import tempfile

import numpy as np
import pytest
from django.conf import settings
from django.utils.module_loading import import_string

import cast
from qorgan.agencies.scope import acting
from qorgan.config import embedded
from qorgan.keyring.actions import unseal
from qorgan.vault import VaultError
from security import attacking, needles, planting, sealing

SEED = 20260202
NOW = cast.NOW


@pytest.fixture
def site_log():
    """What the site writes to its log, through its own formatter and filter."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(import_string(settings.LOGGING["formatters"]["line"]["()"])())
    handler.addFilter(import_string(settings.LOGGING["filters"]["bare"]["()"])())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("where", [0, 1, 1999999, 2000003])
def test_the_net_catches_every_form_of_every_word(where):
    """A net that catches nothing proves nothing: each form is hidden at awkward places and found."""
    who = needles.person(random.Random(SEED))
    noise = random.Random(where).randbytes(where)
    for word in who.values():
        for name, form in needles.forms(word).items():
            found = needles.Net([word]).hits(noise + form + b"tail")
            assert any(hit[0] == word for hit in found), name


def test_the_net_catches_nothing_where_nothing_is():
    net = needles.Net(planting.words(planting.people(40, SEED)))
    assert net.hits(random.Random(1).randbytes(3_000_000)) == []


@pytest.mark.django_db(transaction=True)
def test_planted_words_are_found_nowhere(site_log, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    planted = planting.people(8, SEED)
    office = planting.Office()
    pages: dict[str, bytes] = {}
    for who in planted:
        case = office.plant(who)
        pages |= {f"{kind} {who['phone']}": page for kind, page in office.browse(case, who).items()}
        pages[f"broken {who['phone']}"] = planting.failing(office.keeper.officer, case, who)
    net = needles.Net(planting.words(planted))
    found = {kind: net.hits(page) for kind, page in pages.items()}
    assert {kind: hits for kind, hits in found.items() if hits} == {}
    dumped = planting.dump()
    for table in (
        b"children_childname",
        b"django_session",
        b"web_cache",
        b"journal_entry",
        b"keyring_wrappedkey",
    ):
        assert b"COPY" in dumped
        assert table in dumped
    assert net.hits(dumped) == []
    said = site_log.getvalue()
    assert "RuntimeError" in said  # the broken page was logged
    assert net.hits(said.encode()) == []
    place = embedded.locate(settings.DATA_DIR)
    log = place.log.read_bytes()
    assert net.hits(log) == []
    documents = planting.kept_files(settings.DOCUMENTS_DIR)
    assert len(documents) >= len(planted)
    assert net.hits_in(documents)[1] == []
    assert net.hits(" ".join(str(path) for path in documents).encode()) == []
    assert net.hits_in(planting.kept_files(tmp_path))[1] == []


@pytest.mark.django_db
def test_the_same_net_finds_a_word_that_was_not_sealed():
    """The dump is the right dump: a word written into an open column is found in it."""
    who = planting.people(1, SEED)[0]
    cast.body(who["surname"], "NGO")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM agencies_agency a")
        assert needles.Net([who["surname"]]).hits(cursor.fetchone()[0].encode())


@pytest.mark.django_db
def test_spoiled_seals_never_open_and_say_nothing():
    office = planting.Office()
    planted = planting.people(3, SEED)
    for who in planted:
        office.plant(who)
    with acting(office.keeper, now=NOW):
        good = sealing.collected()
    assert [
        one.code for one in good if not sealing.opens(one)
    ] == []  # a restore opens a sample by these names
    assert len({one.code for one in good}) >= 9
    dice = random.Random(SEED)
    for way, one in sealing.spoiled(good, 1_000, dice):
        assert not sealing.opens(one), way
    net = needles.Net(planting.words(planted))
    for _way, one in sealing.spoiled(good, 100, dice):
        with pytest.raises(VaultError) as refused:
            unseal(one.key, code=one.code, row_id=one.row_id, envelope=one.envelope)
        error = refused.value
        said = f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
        assert net.hits(said.encode()) == []


@pytest.mark.django_db(transaction=True)
def test_frequencies_of_stored_tokens_name_almost_nobody():
    """The attacker of `attacking.frequency` names at most one stored token in a hundred."""
    named, tokens = attacking.frequency(children=1_500, seed=SEED)
    assert tokens > 10_000
    assert named / tokens <= 0.01


@pytest.mark.django_db
def test_a_child_is_found_by_other_spellings_of_the_name():
    """Written down in one script or habit, searched in another, with the year of birth."""
    found, asked = attacking.recall(pairs=60, seed=SEED)
    assert asked == 60
    assert found / asked >= 0.9


def test_ranks_of_the_attack_name_what_is_truly_ranked():
    """The attacker is real: where frequencies do tell, the attack works."""
    stored = ["a"] * 50 + ["b"] * 30 + ["c"] * 10
    hashed = {"a": b"1", "b": b"2", "c": b"3"}
    named = attacking.named_by_rank([hashed[key] for key in stored], stored * 10, np.random.default_rng(1))
    assert named == {b"1": "a", b"2": "b", b"3": "c"}
