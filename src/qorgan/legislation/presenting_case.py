"""The Law tab of a case: provisions engaged, what to ask, what contradicts, and what people decided beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.cases.presenting import age_text, event_rows, frame
from qorgan.cases.queries import CasePage, EventShown
from qorgan.law.errors import LawError
from qorgan.legislation import asking, codes, engine, presenting
from qorgan.legislation.models import Opinion
from qorgan.legislation.queries import OpinionShown
from qorgan.reports.facts import CONTESTED, FALSE, KINDS

Row = dict[str, Any]
FIRST_QUESTIONS = 5
TRAFFICKING = ("trafficking", "sale_of_child")


def context(shown: CasePage, opinions: list[OpinionShown], *, may_decide: bool) -> Row:
    """Everything the tab shows."""
    told = [event(shown, each, opinions, may_decide=may_decide) for each in shown.events]
    computed = _by_provision(told)
    return frame(shown, "law") | {
        "events": told,
        "age_rows": age_rows(shown),
        "opinions": [opinion(each, computed) for each in opinions],
        "may_decide": may_decide,
        "others": others(shown) if may_decide else [],
        "sees_facts": shown.look.shows("event.facts"),
        "reasons_closed": any(each.reasons and each.reasons.closed for each in opinions),
    }


def age_rows(shown: CasePage) -> list[Row]:
    """The age the computation used, as an interval."""
    child = shown.child
    if child is None or child.age is None:
        return []
    return [
        {"key": _("Age, as recorded"), "value": age_text(child.age)},
        {"key": _("How the age is known"), "value": child.child.get_age_status_display()},
    ]


def event(shown: CasePage, each: EventShown, opinions: list[OpinionShown], *, may_decide: bool) -> Row:
    """One event: under the law of each country where it happened."""
    inside, outside = asking.countries(each.event)
    return {
        "rows": event_rows(each.event),
        "contradictions": contradictions(each),
        "other_children": bool(each.other_cases),
        "laws": [law(shown, each, country, opinions, may_decide=may_decide) for country in inside],
        "outside": outside,
        "no_place": not each.event.places,
        "change_href": reverse("cases:change_event", args=[shown.case.id, each.event.id])
        if "cases:edit" in shown.may
        else "",
    }


def law(
    shown: CasePage, each: EventShown, country: str, opinions: list[OpinionShown], *, may_decide: bool
) -> Row:
    """The law of one country on one event: what is engaged, what is open, what to ask."""
    row: Row = {
        "country": presenting.country_name(country),
        "met": [],
        "open": [],
        "open_others": [],
        "asks": [],
        "more_asks": [],
    }
    try:
        answer = engine.qualify(asking.case_of(shown, each, country))
    except LawError as fault:
        told = fault.as_dict(engine.language())
        return row | {"fault": {"code": told["code"], "text": told["message"], "place": place(told["place"])}}
    findings = [finding(one, shown, opinions, may_decide=may_decide) for one in answer["findings"]]
    asks = [{**one, "names": settles(one["settles"]), **signs(one["code"])} for one in answer["ask"]]
    return row | {
        "met": [one for one in findings if one["verdict"] == "met"],
        "open": [one for one in findings if one["verdict"] == "open" and one["first"]],
        "open_others": [one for one in findings if one["verdict"] == "open" and not one["first"]],
        "asks": asks[:FIRST_QUESTIONS],
        "more_asks": asks[FIRST_QUESTIONS:],
        "yardsticks": [
            {
                "title": one["title"],
                "text": codes.VERDICTS[one["verdict"]],
                "tone": codes.VERDICT_TONES[one["verdict"]],
                "reasons": [reason["text"] for reason in one["reasons"]],
                "grade": one["grade"],
                "source": one["source"],
                "href": reverse("legislation:provision", args=[one["id"]]),
            }
            for one in answer["yardsticks"]
        ],
        "warnings": answer["warnings"],
    }


def finding(raw: Row, shown: CasePage, opinions: list[OpinionShown], *, may_decide: bool) -> Row:
    """One provision with its reasons, and the newest decision of a person on it."""
    found = engine.provision(raw["provision"])
    told = {each["code"] for each in raw["reasons"]}
    decided = next((each for each in opinions if each.opinion.provision == raw["provision"]), None)
    return {
        "id": raw["provision"],
        "name": raw["name"],
        "instrument": found.instrument_title[engine.language()] if found else "",
        "href": presenting.href(found) if found else "",
        "family": raw["family"],
        "first": raw["family"] in TRAFFICKING,
        "verdict": raw["verdict"],
        "text": codes.VERDICTS[raw["verdict"]],
        "tone": codes.VERDICT_TONES[raw["verdict"]],
        "presumed": raw["by_presumption"],
        "exact": raw["exact"],
        "reasons": raw["reasons"],
        "missing": [each["text"] for each in raw["missing"]],
        "raises": [
            each["text"]
            for each in raw["aggravations"]
            if each["verdict"] == "met" and each["code"] not in told
        ],
        "sanction": raw.get("sanction_text", ""),
        "consent": codes.CONSENT.get(raw.get("consent_irrelevant", ""), ""),
        "grade": raw["grade"],
        "source": raw["source"],
        "decided": decided.opinion if decided else None,
        "decide_href": reverse("legislation:opinion", args=[shown.case.id, raw["provision"]])
        if may_decide
        else "",
    }


def signs(code: str) -> Row:
    """What speaks for and against a term that only a person can judge; nothing for plain facts."""
    lang, atoms = engine.language(), engine.corpus().vocabulary.atoms
    told = atoms[code].indicators if code in atoms else {}
    return {side: "; ".join(each[lang] for each in told.get(side) or []) for side in ("for", "against")}


def settles(identifiers: Iterable[str]) -> str:
    """The provisions a question settles, by article, each once."""
    names = []
    for each in identifiers:
        found = engine.provision(each)
        names.append(presenting.article_name(found) if found and found.kind != "yardstick" else
                     found.title[engine.language()] if found else each)  # fmt: skip
    return "; ".join(dict.fromkeys(names))


def contradictions(each: EventShown) -> list[str]:
    """Where sources disagree, and where the file says two things at once."""
    facts = each.facts or {}
    told = [
        _("Sources disagree: %(fact)s") % {"fact": KINDS[kind][code]}
        for kind in KINDS
        for code, state in (facts.get(kind) or {}).items()
        if state == CONTESTED and code in KINDS[kind]
    ]
    if each.other_cases and (facts.get("circumstances") or {}).get(asking.SEVERAL) == FALSE:
        told.append(
            _("It is recorded that there is one child, and cases of other children belong to the same event.")
        )
    return told


def place(path: str) -> str:
    """Where in the case file a contradiction stands, in words; the library speaks of input places."""
    kind, _dot, code = path.partition(".")
    labels = KINDS.get(kind, {})
    if code in labels:
        return str(labels[code])
    return _("age of the child") if kind.startswith("victim") else _("dates") if kind == "act_date" else ""


def opinion(each: OpinionShown, computed: dict[str, set[str]]) -> Row:
    """A decision of a person, beside what was computed then and what is computed now."""
    row = each.opinion
    found = engine.provision(row.provision)
    now = computed.get(row.provision) or {Opinion.Computed.NONE.value}
    return {
        "name": found.name(engine.language()) if found else row.provision,
        "href": presenting.href(found) if found else "",
        "verdict": row.get_verdict_display(),
        "by": f"{row.by.name}, {row.agency.name}",
        "at": row.at,
        "then": row.get_computed_display(),
        "now": "; ".join(str(Opinion.Computed(code).label) for code in sorted(now)),
        "differs": row.verdict not in now,
        "closed": bool(each.reasons and each.reasons.closed),
        "reasons": each.reasons.value if each.reasons and not each.reasons.closed else None,
        "hidden": each.reasons is None,
    }


def _by_provision(told: list[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in told:
        for one in each["laws"]:
            for finding_row in [*one["met"], *one["open"], *one["open_others"]]:
                found.setdefault(finding_row["id"], set()).add(finding_row["verdict"])
    return found


def others(shown: CasePage) -> list[tuple[str, str]]:
    """Every offence a lawyer may decide on, present wordings of the countries of the case, with its page."""
    countries = dict.fromkeys(code for each in shown.events for code in asking.countries(each.event)[0])
    listed = []
    for country in countries or [engine.HOME]:
        for p in engine.of(country):
            if p.kind == "offence" and p.valid.to is None:
                listed.append(
                    (reverse("legislation:opinion", args=[shown.case.id, p.id]), p.name(engine.language()))
                )
    return listed


def computed_now(shown: CasePage, provision: str) -> str:
    """What the machine says of one provision on the facts of this case now; `none` where it is not engaged."""
    found = engine.provision(provision)
    verdicts: set[str] = set()
    for each in shown.events:
        if found is None or found.jurisdiction not in asking.countries(each.event)[0]:
            continue
        try:
            told = engine.verdicts(asking.case_of(shown, each, found.jurisdiction))
        except LawError:
            continue
        verdicts |= told.get(provision, set())
    order = ("met", "open", "not_met")
    return next((each for each in order if each in verdicts), Opinion.Computed.NONE.value)
