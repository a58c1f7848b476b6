"""The atoms of the law: every fact a provision may ask for, with its family tree and its words.

A true atom makes its ancestors true; a false atom makes its descendants false. `victim.under_N` exists for
every whole N from 1 to 30 and forms a chain. `victim.minor` and `victim.adult` are other names for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import LANGUAGES, LawError, Texts, did_you_mean

KINDS = ("act", "means", "purpose", "circumstance", "person", "assessment")
INPUT_LISTS = {"acts": "act", "means": "means", "purposes": "purpose", "circumstances": "circumstance"}
PREFIXES = {
    "act": "act",
    "means": "means",
    "purpose": "purpose",
    "circumstance": "circumstance",
    "victim": "person",
    "offender": "person",
    "assessment": "assessment",
}
UNDER = re.compile(r"victim\.under_([1-9]|[12][0-9]|30)")
MINOR = "victim.under_18"
ATOM_KEYS = frozenset(
    [
        "code",
        "input",
        "parents",
        "union",
        "unspecified",
        "excludes",
        "label",
        "definition",
        "question",
        "indicators",
        "note",
        "source",
    ]
)
AGE_LABEL: Texts = {
    "kk": "жәбірленушінің {n} жасқа толмауы",
    "ru": "пострадавшему нет {n} лет",
    "en": "the victim is under {n}",
}


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact. `parents` are the direct wider facts; `union` says that it is nothing but its children;
    `unspecified` that it stands for "not said which", so that a complete list of its kind rules it out."""

    code: str
    kind: str
    label: Texts
    input: bool = False
    parents: tuple[str, ...] = ()
    union: bool = False
    unspecified: bool = False
    excludes: tuple[str, ...] = ()
    definition: Texts = field(default_factory=dict)
    question: Texts = field(default_factory=dict)
    indicators: dict[str, Any] = field(default_factory=dict)


class Vocabulary:
    """All atoms with their tree; knows input codes, aliases and near words."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self.atoms: dict[str, Atom] = {}
        for atom in atoms:
            if atom.code in self.atoms:
                raise LawError("LAW-20", atom.code, detail=f"atom {atom.code} stands twice")
            self.atoms[atom.code] = atom
        self.inputs: dict[str, dict[str, str]] = {kind: {} for kind in INPUT_LISTS.values()}
        for atom in self.atoms.values():
            if atom.input:
                self.inputs[atom.kind][atom.code.split(".", 1)[1]] = atom.code
        self._ancestors: dict[str, frozenset[str]] = {}
        self._children: dict[str, list[str]] = {}
        for atom in self.atoms.values():
            for parent in atom.parents:
                if parent not in self.atoms and not UNDER.fullmatch(parent):
                    raise LawError("LAW-22", atom.code, value=parent)
                self._children.setdefault(parent, []).append(atom.code)
        self._descendants: dict[str, frozenset[str]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self.atoms or bool(UNDER.fullmatch(code))

    def atom(self, code: str) -> Atom:
        """The atom of a code (age atoms are made on demand); raises LawError LAW-22."""
        found = self.atoms.get(code)
        if found is not None:
            return found
        match = UNDER.fullmatch(code)
        if match:
            number = int(match.group(1))
            wider = (f"victim.under_{number + 1}",) if number < 30 else ()
            return Atom(code, "person", {k: v.format(n=number) for k, v in AGE_LABEL.items()}, parents=wider)
        if code.startswith(("version.", "date.")):
            return Atom(code, "version", {k: code.split(".", 1)[1] for k in LANGUAGES})
        raise LawError("LAW-22", code, value=code, suggestion=did_you_mean(code, self.atoms))

    def children(self, code: str) -> list[str]:
        """Direct narrower atoms."""
        return self._children.get(code, [])

    def ancestors(self, code: str) -> frozenset[str]:
        """All wider atoms, without the atom itself; raises LawError LAW-20 on a circle."""
        found = self._ancestors.get(code)
        if found is None:
            found = self._walk(code, lambda each: self.atom(each).parents)
            self._ancestors[code] = found
        return found

    def descendants(self, code: str) -> frozenset[str]:
        """All narrower atoms, without the atom itself (age atoms not included)."""
        found = self._descendants.get(code)
        if found is None:
            found = self._walk(code, self.children)
            self._descendants[code] = found
        return found

    def _walk(self, code: str, step: Any) -> frozenset[str]:
        seen: set[str] = set()
        todo = list(step(code))
        while todo:
            each = todo.pop()
            if each == code:
                raise LawError("LAW-20", code, detail=f"{code} is its own ancestor")
            if each not in seen:
                seen.add(each)
                todo.extend(step(each))
        return frozenset(seen)

    def resolve(self, name: str) -> str | None:
        """A full code for a full or an unambiguous bare name, None when there is none."""
        if name in self:
            return name
        if name == "victim.minor":
            return MINOR
        bare = [code for code in self.atoms if code.split(".", 1)[1] == name]
        return bare[0] if len(bare) == 1 else None

    def label(self, code: str, lang: str) -> str:
        """The noun phrase of an atom."""
        return self.atom(code).label[lang]

    def names(self) -> list[str]:
        """All full codes, for suggestions."""
        return [*self.atoms, "victim.minor"]


def texts(value: Any, place: str, *, required: bool = True) -> Texts:
    """A {kk, ru, en} mapping, checked; raises LawError LAW-20."""
    if value is None and not required:
        return {}
    if (
        not isinstance(value, dict)
        or set(value) != set(LANGUAGES)
        or not all(isinstance(v, str) and v.strip() for v in value.values())
    ):
        raise LawError("LAW-20", place, detail="a text needs kk, ru and en, none empty")
    return {k: value[k].strip() for k in LANGUAGES}


def parse(files: Iterable[tuple[str, dict[str, Any]]]) -> Vocabulary:
    """The vocabulary from parsed files (name, content); raises LawError LAW-20 to LAW-22."""
    atoms: list[Atom] = []
    for name, content in files:
        kind = content.get("kind")
        for raw in content.get("atoms", []):
            place = f"{name}: {raw.get('code')}"
            for key in raw:
                if key not in ATOM_KEYS:
                    raise LawError("LAW-21", place, value=key, suggestion=did_you_mean(key, ATOM_KEYS))
            code = str(raw.get("code", ""))
            if PREFIXES.get(code.split(".", 1)[0]) != kind or code.count(".") != 1:
                raise LawError("LAW-20", place, detail=f"code {code!r} does not belong to kind {kind!r}")
            atoms.append(
                Atom(
                    code=code,
                    kind=str(kind),
                    label=texts(raw.get("label"), f"{place}.label"),
                    input=bool(raw.get("input", False)),
                    parents=tuple(raw.get("parents", ())),
                    union=bool(raw.get("union", False)),
                    unspecified=bool(raw.get("unspecified", False)),
                    excludes=tuple(raw.get("excludes", ())),
                    definition=texts(raw.get("definition"), f"{place}.definition", required=False),
                    question=texts(raw.get("question"), f"{place}.question", required=False),
                    indicators=raw.get("indicators") or {},
                )
            )
    return Vocabulary(atoms)
