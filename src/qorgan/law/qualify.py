"""One case against the law of one country and the yardsticks: findings, reasons, questions, warnings, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import reasons, sentences
from .bits import Bits, members
from .cautions import concerns, given_true
from .corpus import Corpus, load
from .dates import Span
from .errors import LANGUAGES, LawError, message
from .facts import Case, Reader, Victim
from .lawbook import library
from .questions import Question, questions
from .reasons import Reason
from .schema import GRADES, Provision, Sanction
from .verdict import MET, NOT_MET, OPEN, WORDS, Outcome, Result, evaluate
from .vocabulary import MINOR


class Speaker:
    """Puts the result of one case into words of one language."""

    def __init__(self, result: Result, corpus: Corpus, lang: str) -> None:
        self.result = result
        self.corpus = corpus
        self.vocabulary = corpus.vocabulary
        self.lang = lang
        self.bits: Bits = Reader(corpus).bits
        self.given = [given_true(each, self.bits) for each in result.case.victims]

    def say(self, name: str, **values: object) -> str:
        return sentences.say(name, self.lang, **values)

    def victim(self, outcome: Outcome) -> Victim:
        return self.result.case.victims[outcome.victim]

    def reason(self, outcome: Outcome, reason: Reason) -> dict[str, Any]:
        """One reason of the contract, with all its facts beside the first."""
        given = self.victim(outcome).given
        facts = []
        for number, value in reason.facts:
            shown = reasons.shown(self.bits, number, value, given)
            if (shown, value) not in facts:
                facts.append((shown, value))
        phrases = ", ".join(self.phrase(outcome, n, v) for n, v in facts)
        part = reason.part
        source = part.element.source if part else outcome.rule.provision.source
        entry: dict[str, Any] = {
            "code": reason.code,
            "text": self._sentence(reason, phrases),
            "fact": self.bits.codes[facts[0][0]] if facts else None,
            "value": self.state(outcome, *facts[0]) if facts else None,
            "source": source.get("url"),
            "grade": part.element.grade if part else outcome.rule.provision.grade,
            "provision": part.owner.id if part else outcome.rule.provision.id,
            "facts": [
                {
                    "fact": self.bits.codes[n],
                    "value": self.state(outcome, n, v),
                    "place": self.place(outcome, n),
                }
                for n, v in facts
            ],
        }
        for key in ("quote", "note"):
            if source.get(key):
                entry[key] = source[key]
        return entry

    def state(self, outcome: Outcome, number: int, value: bool) -> str:
        """true, false, or presumed where the fact is only taken to be so in the child's favour."""
        if value and not self.victim(outcome).true >> number & 1 and outcome.true >> number & 1:
            return "presumed"
        return "true" if value else "false"

    def phrase(self, outcome: Outcome, number: int, value: bool) -> str:
        """A fact in words, saying so where it is only presumed."""
        code = self.bits.codes[number]
        text = sentences.fact(self.vocabulary, code, value, self.lang)
        return self.say("presumed", label=text) if self.state(outcome, number, value) == "presumed" else text

    def place(self, outcome: Outcome, number: int) -> str | None:
        """Where in the typed case a fact stands."""
        return self.victim(outcome).places.get(number)

    def _sentence(self, reason: Reason, phrases: str) -> str:
        if reason.part is None:
            return self.say(reason.code, facts=phrases)
        element = reason.part.element.text[self.lang].rstrip(".")
        name = "holds" if reason.holds else "fails"
        if reason.holds is False and reason.part.element in reason.part.owner.exceptions:
            name = "exception"
        elif not phrases:
            name += "_plain"
        return self.say(name, element=element, facts=phrases)

    def reasons(self, outcome: Outcome) -> list[dict[str, Any]]:
        """The minimal reasons of an outcome."""
        prefer = self.victim(outcome).given
        found = {MET: reasons.met, NOT_MET: reasons.failed, OPEN: reasons.established}[outcome.value](
            outcome, prefer
        )
        entries = [self.reason(outcome, each) for each in found]
        if outcome.by_presumption:
            source = self.corpus.rules.get("INT", {}).get("presumption_source") or {}
            entries.append(
                {
                    "code": "presumption", "text": self.say("presumption"), "fact": MINOR, "value": "presumed",
                    "source": source.get("url"),
                    "grade": source.get("grade", "background"), "provision": outcome.rule.provision.id, "facts": [],
                }
            )  # fmt: skip
        return entries

    def missing(self, outcome: Outcome) -> list[dict[str, Any]]:
        """The unknown facts that decide an open outcome."""
        if outcome.value != OPEN:
            return []
        entries = []
        if outcome.date_open:
            entries.append({"code": "act_date", "text": self.say("missing_date")})
        for number in members(outcome.answer.deciding):
            code = self.bits.codes[number]
            if code.startswith("version."):
                label = self.corpus.provision(code.removeprefix("version.")).name(self.lang)
                text = self.say("missing_version", label=label)
            else:
                text = self.say("missing", label=self.vocabulary.label(code, self.lang))
            entry: dict[str, Any] = {"code": code, "text": text}
            if self.victim(outcome).contested >> number & 1:
                entry["contested"] = True
            entries.append(entry)
        return entries

    def change(self, outcome: Outcome) -> list[dict[str, Any]]:
        """The smallest change of known facts after which a failed rule might apply."""
        entries = []
        for number, value in reasons.change(outcome):
            code = self.bits.codes[number]
            label = sentences.fact(self.vocabulary, code, value, self.lang)
            entries.append(
                {"code": code, "to": "true" if value else "false", "text": self.say("change", label=label)}
            )
        return entries

    def finding(self, outcome: Outcome) -> dict[str, Any]:
        """One finding of the contract."""
        p = outcome.rule.provision
        sanction = outcome.sanction or band(outcome)
        entry: dict[str, Any] = {
            "provision": p.id,
            "instrument": p.instrument,
            "article": p.article,
            "part": p.part,
            "family": p.family,
            "title": p.title[self.lang],
            "name": p.name(self.lang),
            "verdict": outcome.verdict,
            "exact": True if outcome.date_open else outcome.answer.exact,
            "by_presumption": outcome.by_presumption,
            "victim": outcome.victim,
            "aggravations": self.aggravations(outcome),
            "sanction": sanction.as_dict(),
            "missing": self.missing(outcome),
            "reasons": self.reasons(outcome),
            "grade": worst_grade(outcome),
            "source": p.source.get("url"),
        }
        if sanction != p.sanction:
            entry["sanction_basic"] = p.sanction.as_dict()
        if sanction.text:
            entry["sanction_text"] = sanction.text[self.lang]
        if outcome.value == NOT_MET:
            entry["change"] = self.change(outcome)
        if outcome.any_day:
            entry["one_of_several_wordings"] = True
        if outcome.later:
            entry["lenient_later"] = outcome.later
        if p.consent:
            entry["consent_irrelevant"] = p.consent.get("irrelevant", "not_stated")
        return entry

    def aggravations(self, outcome: Outcome) -> list[dict[str, Any]]:
        """Verdicts on the clauses of a gating part and on circumstances that only raise the band."""
        graph = outcome.book.graph
        memo: dict[int, int] = {}
        entries = []
        for part in (*outcome.rule.clauses, *outcome.rule.aggravations):
            value = graph.value(part.node, outcome.true, outcome.false, memo)
            entry: dict[str, Any] = {
                "code": part.element.id,
                "verdict": WORDS[value],
                "text": part.element.text[self.lang],
            }
            if part.element.sanction is not None:
                entry["sanction"] = part.element.sanction.as_dict()
            entries.append(entry)
        return entries

    def yardstick(self, outcome: Outcome) -> dict[str, Any]:
        """One yardstick of the contract."""
        return {
            "id": outcome.rule.provision.id,
            "title": outcome.rule.provision.title[self.lang],
            "verdict": outcome.verdict,
            "victim": outcome.victim,
            "by_presumption": outcome.by_presumption,
            "exact": outcome.answer.exact,
            "grade": worst_grade(outcome),
            "reasons": self.reasons(outcome),
            "missing": self.missing(outcome),
            "source": outcome.rule.provision.source.get("url"),
        }

    def ask(self, question: Question) -> dict[str, Any]:
        """One question of the contract."""
        code = self.bits.codes[question.number]
        return {
            "code": code,
            "text": sentences.question(self.vocabulary, code, self.lang),
            "settles": list(question.settles),
        }

    def warnings(self) -> list[dict[str, str]]:
        """All warnings in words."""
        return [
            {
                "code": code,
                "text": message(code, self.lang, **{k: self._value(k, v) for k, v in values.items()}),
            }
            for code, values in self.result.warnings
        ]

    def _value(self, name: str, value: Any) -> str:
        if name == "jurisdiction":
            return self.corpus.country_name(str(value), self.lang)
        if isinstance(value, Provision):
            return value.title[self.lang] if value.kind == "yardstick" else value.name(self.lang)
        if isinstance(value, Span):
            return sentences.span(value, self.lang)
        if isinstance(value, date):
            return sentences.day(value, self.lang)
        if isinstance(value, (list, tuple)):
            return ", ".join(self._value(name, each) for each in value)
        return str(value)


def band(outcome: Outcome) -> Sanction:
    """The punishment on the facts known: the highest band of the circumstances that are there, else the basic one."""
    p, memo = outcome.rule.provision, dict[int, int]()
    raised = [
        part.element.sanction
        for part in outcome.rule.aggravations
        if part.element.sanction is not None
        and outcome.book.graph.value(part.node, outcome.true, outcome.false, memo) == MET
    ]
    heights = [*raised, p.sanction] if outcome.value != NOT_MET else [p.sanction]
    return max(heights, key=lambda each: (each.life, each.max_years or 0, each.min_years or 0))


def worst_grade(outcome: Outcome) -> str:
    """The weakest grade among a provision and the elements it stands on."""
    grades = {outcome.rule.provision.grade, *(part.element.grade for part in outcome.rule.elements)}
    return max(grades, key=GRADES.index)


def listed(result: Result, bits: Bits) -> list[Outcome]:
    """Met outcomes, and open ones for which a deciding fact was given true."""
    given = [given_true(each, bits) for each in result.case.victims]
    return [
        each
        for each in result.outcomes
        if each.value == MET or (each.value == OPEN and concerns(each, given[each.victim], bits))
    ]


def run(raw: Any, corpus: Corpus, *, jurisdiction: str | None = None, on: Any = None) -> tuple[Case, Result]:
    """Facts and verdicts of one typed case, without words; raises LawError."""
    case = Reader(corpus).case(raw, jurisdiction=jurisdiction, on=on)
    return case, evaluate(library(corpus), case)


def qualify(
    raw: Any,
    *,
    corpus: Corpus | None = None,
    jurisdiction: str | None = None,
    on: Any = None,
    lang: str = "kk",
    everything: bool = False,
) -> dict[str, Any]:
    """The answer of `qorgan law qualify` for one typed case (see cli.md); raises LawError for bad input.

    `on` evaluates as if the act were on that date; `everything` also lists what is not met.
    """
    if lang not in LANGUAGES:
        raise LawError("LAW-16", "lang", detail=f"lang: {lang}")
    corpus = corpus or load()
    case, result = run(raw, corpus, jurisdiction=jurisdiction, on=on)
    speaker = Speaker(result, corpus, lang)
    shown = listed(result, speaker.bits)
    opened = [each for each in (*shown, *result.yardsticks) if each.value == OPEN]
    _more_warnings(result, shown, speaker)
    findings = result.outcomes if everything else shown
    order = {MET: 0, OPEN: 1, NOT_MET: 2}
    findings = sorted(findings, key=lambda each: (each.victim, order[each.value]))
    asked = [speaker.ask(each) for each in questions(opened, speaker.bits)]
    dated = [each.rule.provision.id for each in shown if each.date_open]
    if dated:
        place = next((i for i, each in enumerate(asked) if len(each["settles"]) < len(dated)), len(asked))
        asked.insert(place, {"code": "act_date", "text": speaker.say("ask_date"), "settles": dated})
    return {
        "id": case.id,
        "jurisdiction": case.jurisdiction,
        "act_date": str(case.span) if case.span else "unknown",
        "findings": [speaker.finding(each) for each in findings],
        "yardsticks": [speaker.yardstick(each) for each in _best(result.yardsticks)],
        "ask": asked,
        "warnings": speaker.warnings(),
        "note": speaker.say("advice"),
    }


def _best(outcomes: list[Outcome]) -> list[Outcome]:
    """One outcome per yardstick: the victim for whom most of it is there."""
    found: dict[str, Outcome] = {}
    rank = {MET: 2, OPEN: 1, NOT_MET: 0}
    for each in outcomes:
        known = found.get(each.rule.provision.id)
        if known is None or rank[each.value] > rank[known.value]:
            found[each.rule.provision.id] = each
    return list(found.values())


def _more_warnings(result: Result, shown: list[Outcome], speaker: Speaker) -> None:
    contested = 0
    for victim in result.case.victims:
        contested |= victim.contested
    if contested:
        labels = [speaker.vocabulary.label(code, speaker.lang) for code in speaker.bits.names(contested)]
        result.warn("LAW-64", facts=labels)
    by_presumption = [each.rule.provision for each in shown if each.by_presumption]
    if by_presumption:
        result.warn("LAW-65", provisions=by_presumption)
    worst = max((worst_grade(each) for each in shown), key=GRADES.index, default="verified")
    if worst != "verified":
        result.warn("LAW-68", jurisdiction=result.case.jurisdiction, grade=speaker.say(f"grade_{worst}"))
