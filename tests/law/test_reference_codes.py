"""Every code of the collected legal facts has a meaning, and every Kazakh offence can be reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from qorgan.law.compiled import DATA
from qorgan.law.corpus import Corpus, load
from qorgan.law.expression import targets
from qorgan.law.schema import Provision, parse_provision

FOUND = yaml.safe_load((Path(__file__).parent / "reference_codes_found.yaml").read_text("utf-8"))
CODES: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "reference_codes.yaml").read_text("utf-8"))["codes"]
EVERY = [
    (kind, place, code) for kind, places in FOUND.items() for place, codes in places.items() for code in codes
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def test_the_list_of_codes_is_the_collected_one() -> None:
    assert {kind: sum(map(len, places.values())) for kind, places in FOUND.items()} == {
        "acts": 144,
        "aggravating": 79,
        "means": 46,
        "purposes": 67,
    }


@pytest.mark.parametrize(("kind", "place", "code"), EVERY, ids=[f"{k}-{p}-{c}" for k, p, c in EVERY])
def test_each_code_found_is_mapped(kind: str, place: str, code: str) -> None:
    entry = CODES[kind][code]
    assert place in entry["note"]["from"]
    assert entry["when"] is not None or entry["note"]["why"]


def test_nothing_is_mapped_that_was_not_found() -> None:
    found = {(kind, code) for kind, _, code in EVERY}
    assert {(kind, code) for kind, codes in CODES.items() for code in codes} == found


def leaves(raw: Any) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, dict):
        return [x for key, value in raw.items() if key not in ("ref", "holds") for x in leaves(value)]
    return [x for each in raw for x in leaves(each)] if isinstance(raw, list) else []


def refers(raw: Any) -> list[str]:
    if isinstance(raw, dict):
        own = [str(raw["ref"]).split("/")[0]] if "ref" in raw else []
        return own + [x for value in raw.values() for x in refers(value)]
    return [x for each in raw for x in refers(each)] if isinstance(raw, list) else []


def test_each_expression_names_known_facts(corpus: Corpus) -> None:
    for codes in CODES.values():
        for code, entry in codes.items():
            for leaf in leaves(entry["when"]):
                assert leaf in corpus.vocabulary or leaf in ("victim.minor", "victim.adult"), (
                    f"{code}: {leaf}"
                )
            for identifier in refers(entry["when"]):
                assert corpus.has(identifier), f"{code}: {identifier}"


def offences(corpus: Corpus) -> list[Provision]:
    return [p for p in corpus.of("KZ") if p.kind == "offence"]


def test_each_kazakh_offence_can_be_reached(corpus: Corpus) -> None:
    """Met when every fact its own expressions name is true: input codes or named atoms, nothing else."""
    reached = 0
    for provision in offences(corpus):
        raw = [e.get("when") for e in provision.raw.get("elements", [])]
        raw += [c.get("when") for c in provision.raw.get("clauses", [])]
        assert raw or provision.base, provision.id
        for leaf in leaves(raw):
            assert leaf in corpus.vocabulary or leaf in ("victim.minor", "victim.adult"), (
                f"{provision.id}: {leaf}"
            )
        for base in provision.base:
            assert corpus.has(base)
        for part in (*provision.elements, *provision.clauses):
            assert all(corpus.has(each.split("/")[0]) for each in targets(part.when)), provision.id
        reached += 1
    assert reached >= 79


def test_each_kazakh_offence_comes_out_met_in_some_case(corpus: Corpus) -> None:
    """Reached in fact, not only in form: the casebook holds a case in which it is met."""
    met: set[str] = set()
    for path in (Path(__file__).parent / "cases").glob("*.yaml"):
        for case in yaml.safe_load(path.read_text("utf-8")):
            met |= {key for key, value in case["expect"].items() if value == "met"}
    missing = [p.id for p in offences(corpus) if p.id not in met]
    assert missing == []


def test_every_wording_parses(corpus: Corpus) -> None:
    count = 0
    for name, content in corpus.raw.items():
        if name.startswith("provisions/"):
            for each in content["provisions"]:
                parse_provision(each, content["instrument"], corpus.vocabulary)
                count += 1
    assert count >= 280
