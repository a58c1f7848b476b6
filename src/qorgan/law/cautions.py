"""What a verdict must be read with: wordings that are not known, not certain, or that changed within the dates.

No wording known for a day is never a silent "not met".
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .bits import Bits
from .lawbook import Lawbook, applicable
from .schema import Provision

if TYPE_CHECKING:
    from .facts import Victim
    from .verdict import Outcome, Result

NOT_MET, MET, OPEN = 0, 1, 2


def concerns(outcome: Outcome, given: int, bits: Bits) -> bool:
    """Whether a given true fact (other than who the persons are) speaks for an open rule.

    Where nothing but the persons is known, the facts about them count.
    """
    return speaks(outcome.book, outcome.rule.body, given & ~bits.person or given, outcome.true, outcome.false)


def speaks(book: Lawbook, root: int, counted: int, true: int, false: int) -> bool:
    """Whether one of the counted facts stands below a node that has not failed."""
    memo: dict[int, int] = {}
    seen, todo = set(), [root]
    while todo:
        index = todo.pop()
        if index in seen or book.graph.value(index, true, false, memo) == NOT_MET:
            continue
        seen.add(index)
        _, pos, _, kids = book.graph.nodes[index]
        if pos & counted:
            return True
        todo.extend(kids)
    return False


def given_true(victim: Victim, bits: Bits) -> int:
    """Facts that were given true, and what they imply."""
    mask = given = victim.given & victim.true
    for number in range(mask.bit_length()):
        if mask >> number & 1:
            given |= bits.up(number) & victim.true
    return given


def holes(result: Result, victim: Victim, child: tuple[int, int]) -> None:
    """Warnings for wordings that are not known on the day, where the facts touch them.

    `child` is what is known about the victim, treated as a child where the age is in doubt.
    """
    for book in result.books:
        given = given_true(victim, book.bits)
        counted = given & ~book.bits.person or given
        for rule in book.holes:
            if book.graph.value(rule.body, *child) != NOT_MET and (
                not rule.elements or speaks(book, rule.body, counted, *child)
            ):
                result.warn("LAW-61", provision=rule.provision, date=result.span or book.day)
        for provision in book.outside:
            first = _first_known(book, provision)
            if first is not None and book.graph.value(book.body(provision), *child) == MET:
                result.warn("LAW-63", provision=provision, first=first)


def _first_known(book: Lawbook, provision: Provision) -> date | None:
    """The day before which nothing is known of a rule, if the book is of an earlier day and this wording is the
    earliest that was read; None where the rule did not exist then or a hole of that day speaks for itself."""
    if provision.clauses or book.day >= provision.valid.earliest:
        return None
    wordings = book.corpus.wordings(provision.norm)
    first = wordings[0]
    if first.before == "none" or book.day >= first.valid.earliest:
        return None
    read = next((each for each in wordings if each.kind != "unknown_wording"), None)
    return first.valid.earliest if read is not None and read.id == provision.id else None


def dates(result: Result) -> None:
    """Warnings on the wordings that gave the verdicts."""
    if result.span is not None:
        bits = result.books[0].bits
        given = [given_true(each, bits) for each in result.case.victims]
        day = result.span.last if result.case.continuing else result.span.first
        for outcome in result.outcomes:
            if outcome.value == NOT_MET:
                _doubtful_no(result, outcome, day)
            elif outcome.value == MET or concerns(outcome, given[outcome.victim], bits):
                _wording(result, outcome, day)
        _too_old(result)
    if not any(book.rules for book in result.books):
        result.warn("LAW-69", jurisdiction=result.case.jurisdiction, date=result.span or result.books[0].day)


def _too_old(result: Result) -> None:
    """Yardsticks speak in their present wording; said where one did not exist yet."""
    assert result.span is not None
    later = [
        each.rule.provision
        for each in result.yardsticks
        if each.value != NOT_MET and result.span.last < each.rule.provision.valid.earliest
    ]
    if later:
        names = sorted({each.id: each for each in later}.values(), key=lambda each: each.valid.earliest)
        result.warn("LAW-73", yardsticks=names, date=result.span)


def _wording(result: Result, outcome: Outcome, day: date) -> None:
    provision, valid = outcome.rule.provision, outcome.rule.provision.valid
    if outcome.date_open or outcome.any_day:
        result.warn("LAW-66", dates=result.span)
    if applicable([provision], day) and not valid.certain_on(day) and day < valid.latest:
        result.warn("LAW-71", provision=provision, date=result.span)
    elif valid.possible_on(day) and day < valid.certain_from and not outcome.rule.clauses:
        result.warn("LAW-62", provision=provision, certain=valid.certain_from)
    pos, neg = outcome.rule.support
    if outcome.value == OPEN and (pos | neg) & outcome.book.bits.versions:
        for code in outcome.book.bits.names(outcome.answer.deciding & outcome.book.bits.versions):
            definition = outcome.book.corpus.provision(code.removeprefix("version."))
            result.warn("LAW-71", provision=definition, date=result.span)


def _doubtful_no(result: Result, outcome: Outcome, day: date) -> None:
    """A "no" of a wording that is not certain on the day, where another wording of the rule would say yes."""
    provision, book = outcome.rule.provision, outcome.book
    if not provision.valid.possible_on(day) or day >= provision.valid.certain_from or outcome.rule.clauses:
        return
    for other in book.corpus.wordings(provision.norm):
        if other.kind == provision.kind and other.id != provision.id:
            body = book.body(other)
            if book.graph.value(body, outcome.true, outcome.false) == MET:
                result.warn("LAW-62", provision=provision, certain=provision.valid.certain_from)
