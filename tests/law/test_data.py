"""The compiled form, the check, the sentences, and the shipped law as a whole."""

from __future__ import annotations

import json
import shutil

import mini
import pytest

from qorgan.law import check, compiled, errors, sentences
from qorgan.law.corpus import Corpus
from qorgan.law.qualify import qualify
from qorgan.law.vocabulary import INPUT_LISTS


def test_compiled_law_is_the_same_law(tmp_path):
    out = compiled.build(tmp_path / "law.json")
    assert compiled.stale(out) == []
    assert compiled.load(compiled=out) == compiled.load(compiled=None)


def test_stale_files_are_read_from_yaml(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(compiled.DATA, data, ignore=shutil.ignore_patterns("deadlines"))
    out = compiled.build(tmp_path / "law.json", data)
    target = data / "vocabulary" / "acts.yaml"
    target.write_text(
        target.read_text(encoding="utf-8").replace("en: sale\n", "en: a sale\n"), encoding="utf-8"
    )
    assert compiled.stale(out, data) == ["vocabulary/acts.yaml"]
    fresh = Corpus(compiled.load(data, out))
    assert fresh.vocabulary.label("act.sale", "en") == "a sale"


def test_compiled_law_alone_is_enough(tmp_path):
    out = compiled.build(tmp_path / "law.json")
    alone = compiled.load(tmp_path / "nothing", out)
    assert Corpus(alone).jurisdictions == Corpus(compiled.load(compiled=None)).jurisdictions


def test_broken_or_foreign_compiled_files_are_ignored(tmp_path):
    broken = tmp_path / "law.json"
    for content in ("{", "[]", json.dumps({"format": 0, "files": {}})):
        broken.write_text(content, encoding="utf-8")
        assert compiled.load(compiled=broken) == compiled.load(compiled=None)


def test_check_finds_no_error_in_the_shipped_law():
    assert [each for each in check.check() if each["level"] == "error"] == []


def test_input_codes_are_those_of_the_contract(shipped):
    for key, codes in check.CONTRACT.items():
        assert set(shipped.vocabulary.inputs[INPUT_LISTS[key]]) == set(codes.split())


def test_each_atom_is_defined_in_three_languages(shipped):
    for atom in shipped.vocabulary.atoms.values():
        assert set(atom.label) == {"kk", "ru", "en"}
        assert set(atom.definition) == {"kk", "ru", "en"}, atom.code


def faults(law, **more):
    return {(f["code"], f["place"]) for f in check.check(corpus=mini.corpus(law, patches=[]), **more)}


def test_check_names_each_kind_of_fault():
    ok = [mini.CHILD]
    assert ("LAW-42", "xx.1") in faults([mini.provision("xx.1", base="xx.9", elements=ok)])
    assert ("LAW-42", "xx.1") in faults(
        [mini.provision("xx.1", elements=[mini.element("e", {"ref": "xx.d"})])]
    )
    assert ("LAW-22", "xx.1.elements[0].when") in faults(
        [mini.provision("xx.1", elements=[mini.element("e", "act.sail")])]
    )
    assert ("LAW-21", "xx.1") in faults([mini.provision("xx.1", elements=ok, titel={})])
    assert ("LAW-20", "xx.1") in faults([mini.provision("xx.1")])
    assert ("LAW-45", "xx.1") in faults(
        [mini.provision("xx.1", elements=[mini.CHILD, mini.element("e", "victim.adult")])]
    )
    two = [mini.provision("xx.1.v2010", elements=ok), mini.provision("xx.1", elements=ok)]
    assert ("LAW-44", "xx.1.v2010") in faults(two)
    mutual = [mini.provision("xx.1", elements=ok, overridden_by=["xx.2"]),
              mini.provision("xx.2", elements=ok, overridden_by=["xx.1"])]  # fmt: skip
    assert ("LAW-44", "xx.1") in faults(mutual)


def test_check_finds_old_checks_and_missing_sources():
    from datetime import date

    law = [mini.provision("xx.1", elements=[mini.CHILD], source={"recheck": "2026-01-01"})]
    assert ("LAW-48", "xx.1") in faults(law, today=date(2026, 6, 1))
    assert ("LAW-48", "xx.1") not in faults(law, today=date(2025, 6, 1))
    bare = [mini.provision("xx.1", elements=[mini.CHILD], source={"url": None})]
    assert ("LAW-43", "xx.1") in faults(bare)


def test_circles_are_refused():
    law = [mini.provision("xx.1", elements=[mini.element("e", {"holds": "xx.2"})]),
           mini.provision("xx.2", elements=[mini.element("e", {"holds": "xx.1"})])]  # fmt: skip
    with pytest.raises(errors.LawError, match="circle"):
        qualify({"jurisdiction": "XX", "act_date": "2023-01-01"}, corpus=mini.corpus(law))


def test_sentences_and_messages_are_complete():
    assert sentences.complete() == []
    import re

    for code, texts in errors.MESSAGES.items():
        assert set(texts) == {"kk", "ru", "en"}, code
        holes = {lang: sorted(set(re.findall(r"{(\w+)}", text))) for lang, text in texts.items()}
        assert holes["kk"] == holes["ru"] == holes["en"], code


def test_each_offence_of_kazakhstan_can_be_reached(shipped):
    """Some facts (input codes or named atoms) meet every offence on some day on which it stands."""
    from qorgan.law.lawbook import library

    shelf = library(shipped)
    seen = set()
    for day in shelf.days("KZ"):
        book = shelf.on("KZ", day)
        for rule in book.rules:
            seen.add(rule.provision.id)
            assert check.satisfiable(book, rule.root), rule.provision.id
    offences = {p.id for p in shipped.of("KZ") if p.kind == "offence"}
    assert offences == seen


def test_each_open_term_carries_signs_for_and_against(shipped):
    """A person judges; the signs help. What only the text of a law can tell has none."""
    for atom in shipped.vocabulary.atoms.values():
        if atom.kind != "assessment" or atom.code == "assessment.child_needs_no_means":
            assert not atom.indicators or atom.kind == "assessment"
            continue
        for side in ("for", "against"):
            assert atom.indicators[side], (atom.code, side)
            for each in atom.indicators[side]:
                assert set(each) == {"kk", "ru", "en"}
                assert all(each.values())


def test_a_rule_said_to_continue_none_is_a_fault():
    from qorgan.law.check import check

    law = [mini.provision("xx.9", elements=[mini.element("e", "act.sale")], continues="xx.nothing")]
    faults = check(corpus=mini.corpus(law))
    assert ("LAW-42", "xx.9") in {(each["code"], each["place"]) for each in faults}
