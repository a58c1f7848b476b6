"""Comparison by probe cases, and gaps with the reforms that mend them."""

from __future__ import annotations

from datetime import date

import mini
import pytest

from qorgan.law.compare import compare, gaps, probes
from qorgan.law.errors import LawError


def values(corpus, on=None):
    answer = compare(["XX"], "palermo", corpus=corpus, on=on, lang="en")
    return {row["element"]: row["cells"]["XX"]["value"] for row in answer["rows"]}


def test_rows_of_the_invented_country(invented):
    assert values(invented) == {
        "sale": "full",  # both probes met by the right family
        "prostitution": "partial",  # open: hidden means
        "move": "absent",  # an exception is ruled out, but the family is another one: see below
        "begging_adult": "absent",
        "days": "partial",
        "shelter": "unknown",
        "consent": "full",
    } | {"move": "partial"}


def test_cells_say_which_provisions_and_why(invented):
    answer = compare(["XX"], "palermo", corpus=invented, lang="en")
    cells = {row["element"]: row["cells"]["XX"] for row in answer["rows"]}
    assert "xx.1.1" in cells["sale"]["provisions"]
    assert "assessment.coercive" in cells["prostitution"]["note"]
    assert cells["move"]["provisions"] == ["xx.3"]
    assert all(cell["grade"] in ("verified", "secondary", "background") for cell in cells.values())


def test_before_any_wording_it_is_unknown_not_absent(invented):
    assert values(invented, date(2005, 1, 1))["sale"] == "unknown"


def test_partly_covered_row():
    law = [mini.provision("xx.1", elements=[mini.element("sale", "act.sale"), mini.CHILD])]
    assert values(mini.corpus(law))["sale"] == "partial"


def test_consent_row_by_what_is_said_and_asked():
    def value(**more):
        return values(mini.corpus([mini.provision("xx.1", **more)]))["consent"]

    plain = [mini.element("sale", "act.sale"), mini.CHILD]
    means = [*plain, mini.element("means", "means.force", "means")]
    assert value(elements=plain) == "full"
    assert value(elements=means) == "absent"
    assert value(elements=means, consent={"irrelevant": "if_means_used"}) == "partial"
    assert value(elements=means, consent={"irrelevant": "always"}) == "full"
    assert value(elements=[mini.element("age", "victim.adult", "age")]) == "unknown"


def test_probe_expands_to_every_combination():
    row = {
        "probe": {"each": {"acts": ["a", "b"], "purposes": ["x", "y"]}, "acts": ["c"], "victim": {"age": 3}}
    }
    assert [(p["acts"], p["purposes"]) for p in probes(row)] == [
        (["c", "a"], ["x"]), (["c", "a"], ["y"]), (["c", "b"], ["x"]), (["c", "b"], ["y"])
    ]  # fmt: skip


def test_gaps_name_what_mends_them(invented):
    found = {g["element"]: g for g in gaps("XX", corpus=invented, lang="en")["gaps"]}
    assert "sale" not in found
    assert found["prostitution"]["mended_by"] == ["reform.open"]
    assert found["days"]["mended_by"] == ["reform.open"]
    assert found["shelter"]["value"] == "unknown"
    assert found["prostitution"]["explanation"].startswith("Partly covered")


def test_unknown_country_and_yardstick(invented):
    with pytest.raises(LawError, match="LAW-09"):
        compare(["QQ"], "palermo", corpus=invented)
    with pytest.raises(LawError) as caught:
        compare(["XX"], "palerm", corpus=invented)
    assert (caught.value.code, caught.value.suggestion) == ("LAW-14", "palermo")
