"""A small invented country with invented law, so that tests of the engine do not hang on real provisions."""

from __future__ import annotations

from typing import Any

from qorgan.law.corpus import Corpus

T = {"kk": "мәтін", "ru": "текст", "en": "text"}


def say(text: str) -> dict[str, str]:
    return {"kk": text, "ru": text, "en": text}


def atom(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": say(code), **more}


VOCABULARY = {
    "act": [
        atom("act.deal", union=True),
        atom("act.sale", input=True, parents=["act.deal"]),
        atom("act.purchase", input=True, parents=["act.deal"]),
        atom("act.transfer", input=True),
        atom("act.recruitment", input=True),
        atom("act.hiding"),
    ],
    "means": [
        atom("means.coercion", input=True),
        atom("means.force", input=True, parents=["means.coercion"]),
        atom("means.threat", input=True, parents=["means.coercion"]),
        atom("means.deception", input=True),
    ],
    "purpose": [
        atom("purpose.unsaid", unspecified=True),
        atom("purpose.sexual_exploitation", input=True),
        atom("purpose.prostitution", input=True, parents=["purpose.sexual_exploitation"]),
        atom("purpose.begging", input=True),
    ],
    "circumstance": [
        atom("circumstance.group", input=True),
        atom("circumstance.organised_group", input=True, parents=["circumstance.group"]),
        atom("circumstance.two_or_more_victims", input=True),
        atom("circumstance.cross_border", input=True),
        atom("circumstance.kin", input=True),
        atom("circumstance.pregnant_victim", input=True, excludes=["victim.under_8"]),
    ],
    "person": [atom("offender.knew_minor"), atom("victim.foreigner"), atom("victim.stateless")],
    "assessment": [atom("assessment.coercive")],
}


def element(identifier: str, when: Any, role: str = "act", **more: Any) -> dict[str, Any]:
    return {"id": identifier, "role": role, "text": say(identifier), "when": when, **more}


def clause(identifier: str, when: Any, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "text": say(identifier), "when": when, **more}


def provision(identifier: str, **more: Any) -> dict[str, Any]:
    base = {
        "id": identifier, "article": identifier.split(".")[-1], "part": None, "kind": "offence",
        "family": "trafficking", "title": say(identifier), "valid": {"from": "2010-01-01", "to": None},
        "before": "none",
    }  # fmt: skip
    return {**base, **more}


CHILD = element("age", "victim.minor", "age")
TRAFFICKING = [
    element("conduct", {"any": ["act.deal", {"all": ["act.recruitment", {"ref": "xx.def/purpose"}]}]}),
    CHILD,
]
LAW = [
    provision(
        "xx.def", kind="definition",
        expressions={"purpose": {"any": ["purpose.unsaid", {"all": [
            {"any": ["purpose.sexual_exploitation", "purpose.begging"]},
            {"any": ["means.coercion", "assessment.coercive"]}]}]}},
    ),
    provision("xx.1.1", part="1", elements=TRAFFICKING, sanction={"min_years": 5, "max_years": 9},
              consent={"irrelevant": "always"}),
    provision(
        "xx.1.2", part="2", base="xx.1.1", sanction={"min_years": 9, "max_years": 12},
        clauses=[clause("group", "circumstance.group"),
                 clause("two", "circumstance.two_or_more_victims"),
                 clause("known", {"all": ["circumstance.pregnant_victim", "offender.knew_minor"]})],
    ),
    provision("xx.2", elements=[element("conduct", "act.deal"), element("age", "victim.adult", "age")]),
    provision(
        "xx.3", family="abduction", elements=[element("move", "act.transfer"), CHILD],
        exceptions=[clause("kin", "circumstance.kin")],
        aggravations=[clause("border", "circumstance.cross_border", sanction={"min_years": 8, "max_years": 10})],
    ),
    provision("xx.4.v2010", norm="xx.4", valid={"from": "2010-01-01", "to": "2019-12-31"},
              elements=[element("hide", "act.hiding"), CHILD], sanction={"min_years": 2, "max_years": 8}),
    provision("xx.4", valid={"from": "2020-01-01", "to": None, "certain_from": "2022-01-01"},
              elements=[element("hide", "act.hiding"), CHILD], sanction={"min_years": 1, "max_years": 4}),
    provision("xx.5.unknown2010", norm="xx.5", kind="unknown_wording", base="xx.1.1",
              valid={"from": "2010-01-01", "to": "2014-12-31"}),
    provision("xx.5", part="5", valid={"from": "2015-01-01", "to": None}, base="xx.1.1", before="unknown",
              clauses=[clause("border", "circumstance.cross_border")]),
    provision("xx.6", before="unknown", valid={"from": "2012-01-01", "to": None},
              elements=[element("sale", "act.sale"), CHILD]),
    provision("xx.7", valid={"from": {"earliest": "2016-01-01", "latest": "2018-01-01"}, "to": None},
              elements=[element("sale", "act.sale"), CHILD]),
    provision("xx.help", kind="protection", provides={"reflection_days": 20, "non_punishment": "partial"}),
]  # fmt: skip
ROWS = [
    {"id": "sale", "text": T, "probe": {"each": {"acts": ["sale", "purchase"]}, "victim": {"age": 10}, "means": [],
                                        "purposes": [], "circumstances": []}},
    {"id": "prostitution", "text": T, "probe": {"acts": ["recruitment"], "victim": {"age": 10}, "means": [],
                                                "purposes": ["prostitution"], "circumstances": []}},
    {"id": "move", "text": T, "probe": {"acts": ["transfer"], "victim": {"age": 10}, "means": [], "purposes": [],
                                        "circumstances": []}},
    {"id": "begging_adult", "text": T, "probe": {"acts": ["recruitment"], "victim": {"age": 30}, "means": ["force"],
                                                 "purposes": ["begging"], "circumstances": []}},
    {"id": "days", "text": T, "provides": {"parameter": "reflection_days", "at_least": 30}},
    {"id": "shelter", "text": T, "provides": {"parameter": "shelter", "is": "yes"}},
    {"id": "consent", "text": T, "consent": "always"},
]  # fmt: skip
YARDSTICK = provision(
    "palermo", kind="yardstick", rows=ROWS, before="none",
    elements=[element("act", {"any": ["act.transfer", "act.recruitment"]}),
              element("means", {"any": ["victim.minor", "means.coercion", "means.deception"]}, "means"),
              element("purpose", {"any": ["purpose.sexual_exploitation", "purpose.begging"]}, "purpose")],
)  # fmt: skip
PATCHES = [
    {"id": "reform.means", "jurisdiction": "XX", "status": "not_enacted", "title": T, "baseline_date": "2026-01-01",
     "changes": [{"op": "add_element", "provision": "xx.1.1",
                  "element": element("means", {"any": ["means.coercion", "means.deception"]}, "means")}]},
    {"id": "reform.open", "jurisdiction": "XX", "status": "proposal", "title": T, "baseline_date": "2026-01-01",
     "closes": ["prostitution"],
     "changes": [{"op": "add_alternative", "provision": "xx.def", "slot": "purpose",
                  "when": "purpose.sexual_exploitation"},
                 {"op": "set", "provision": "xx.help", "field": "provides",
                  "value": {"reflection_days": 30, "non_punishment": "yes"}}]},
    {"id": "reform.lost", "jurisdiction": "XX", "status": "not_established", "title": T, "can_run": False, "why": T},
]  # fmt: skip


def corpus(law: list[dict[str, Any]] | None = None, patches: list[dict[str, Any]] | None = None) -> Corpus:
    """The invented country XX with its law (or another list of provisions)."""
    files: dict[str, Any] = {
        f"vocabulary/{kind}.yaml": {"kind": kind, "atoms": atoms} for kind, atoms in VOCABULARY.items()
    }
    instrument = {
        "jurisdiction": "XX",
        "id": "xx",
        "title": T,
        "url": "https://example.org/xx",
        "grade": "verified",
    }
    files["provisions/xx.yaml"] = {"instrument": instrument, "provisions": LAW if law is None else law}
    files["provisions/int.yaml"] = {
        "instrument": {**instrument, "id": "int", "jurisdiction": "INT"}, "provisions": [YARDSTICK]
    }  # fmt: skip
    files["patches/p.yaml"] = {"patches": PATCHES if patches is None else patches}
    return Corpus(files)
