"""Readable expressions of provisions, parsed into nested tuples.

("atom", code) | ("not", e) | ("all", (e, …)) | ("any", (e, …)) | ("ref", id, slot) | ("holds", id) | ("const", bool)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import LawError, did_you_mean
from .vocabulary import MINOR, Vocabulary

Expression = tuple[Any, ...]
FORMS = ("all", "any", "not", "ref", "holds")


def parse(raw: Any, vocabulary: Vocabulary, place: str) -> Expression:
    """One YAML expression as a tuple; raises LawError LAW-20 (shape) or LAW-22 (unknown fact)."""
    if isinstance(raw, bool):
        return ("const", raw)
    if isinstance(raw, str):
        return _atom(raw.strip(), vocabulary, place)
    if not isinstance(raw, dict) or len(raw) != 1:
        raise LawError(
            "LAW-20", place, detail=f"an expression is a fact or one of {', '.join(FORMS)}: {raw!r}"
        )
    form, value = next(iter(raw.items()))
    if form in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise LawError("LAW-20", place, detail=f"'{form}' needs a list that is not empty")
        return (form, tuple(parse(each, vocabulary, f"{place}.{form}[{i}]") for i, each in enumerate(value)))
    if form == "not":
        return ("not", parse(value, vocabulary, f"{place}.not"))
    if form == "ref":
        target, _, slot = str(value).partition("/")
        return ("ref", target, slot or "default")
    if form == "holds":
        return ("holds", str(value))
    raise LawError("LAW-20", place, detail=f"'{form}' is not one of {', '.join(FORMS)}")


def _atom(code: str, vocabulary: Vocabulary, place: str) -> Expression:
    if code == "victim.minor":
        return ("atom", MINOR)
    if code == "victim.adult":
        return ("not", ("atom", MINOR))
    if code not in vocabulary:
        raise LawError("LAW-22", place, value=code, suggestion=did_you_mean(code, vocabulary.names()))
    return ("atom", code)


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, depth first."""
    yield expression
    if expression[0] in ("all", "any"):
        for each in expression[1]:
            yield from walk(each)
    elif expression[0] == "not":
        yield from walk(expression[1])


def atoms(expression: Expression) -> set[str]:
    """Codes of the facts named in the expression itself (not behind `ref` and `holds`)."""
    return {each[1] for each in walk(expression) if each[0] == "atom"}


def targets(expression: Expression) -> set[str]:
    """Ids named by `ref` and `holds`."""
    return {each[1] for each in walk(expression) if each[0] in ("ref", "holds")}
