"""The collected law: vocabulary, provisions by country, wordings by rule, reforms. Parsed country by country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import compiled
from .errors import LawError, did_you_mean
from .schema import Provision, parse_provision
from .vocabulary import Vocabulary
from .vocabulary import parse as parse_vocabulary

YARDSTICKS = ("palermo", "opsc", "c182", "cets197", "eu2011_36")
DEFAULT_RULES: dict[str, Any] = {
    "lenient_later_law": True,
    "age_reached": "birthday",
    "presumption_of_minority": True,
}


class Corpus:
    """All law data of one state of the files. Never changed after it is made; reforms make a new one."""

    def __init__(self, raw: compiled.Raw) -> None:
        self.raw = raw
        self.vocabulary: Vocabulary = parse_vocabulary(
            (name, content) for name, content in raw.items() if name.startswith("vocabulary/")
        )
        self.rules: dict[str, dict[str, Any]] = (raw.get("jurisdictions.yaml") or {}).get("jurisdictions", {})
        self._files: dict[str, list[dict[str, Any]]] = {}
        self._home: dict[str, str] = {}
        self._norm_home: dict[str, str] = {}
        for name, content in raw.items():
            if name.startswith("provisions/") and content:
                self._index(name, content)
        self._parsed: dict[str, tuple[Provision, ...]] = {}
        self._by_id: dict[str, Provision] = {}
        self._by_norm: dict[str, list[Provision]] = {}

    def _index(self, name: str, content: dict[str, Any]) -> None:
        instrument = content.get("instrument")
        if not isinstance(instrument, dict) or not {"id", "jurisdiction"} <= set(instrument):
            raise LawError("LAW-20", name, detail="instrument needs id and jurisdiction")
        home = str(instrument["jurisdiction"])
        self._files.setdefault(home, []).append(content)
        for each in content.get("provisions") or []:
            identifier = str(each.get("id"))
            if identifier in self._home:
                raise LawError("LAW-20", f"{name}: {identifier}", detail="this id stands twice")
            self._home[identifier] = home
            self._norm_home.setdefault(str(each.get("norm") or identifier), home)

    @property
    def jurisdictions(self) -> list[str]:
        """Codes of the countries with law in the collection (INT for the yardsticks is not one)."""
        return sorted(code for code in self._files if code != "INT")

    def rule(self, jurisdiction: str, name: str) -> Any:
        """One rule of time or age of a country, else the default."""
        return self.rules.get(jurisdiction, {}).get(name, DEFAULT_RULES[name])

    def country_name(self, jurisdiction: str, lang: str) -> str:
        """The name of a country, its code where none is given."""
        names = self.rules.get(jurisdiction, {}).get("name") or {}
        return str(names.get(lang, jurisdiction))

    def of(self, jurisdiction: str) -> tuple[Provision, ...]:
        """All provisions of a country in file order; raises LawError LAW-09."""
        found = self._parsed.get(jurisdiction)
        if found is None:
            if jurisdiction not in self._files:
                raise LawError(
                    "LAW-09",
                    "jurisdiction",
                    value=jurisdiction,
                    suggestion=self._near(jurisdiction),
                )
            found = tuple(
                parse_provision(each, content["instrument"], self.vocabulary)
                for content in self._files[jurisdiction]
                for each in content.get("provisions") or []
            )
            self._adopt(jurisdiction, found)
        return found

    def _near(self, jurisdiction: str) -> str | None:
        upper = jurisdiction.upper()
        if upper in self._files:
            return upper
        for code in self.jurisdictions:
            names = (self.rules.get(code, {}).get("name") or {}).values()
            if any(jurisdiction.lower() == str(name).lower() for name in names):
                return code
        return None

    def _adopt(self, jurisdiction: str, provisions: Iterable[Provision]) -> None:
        provisions = tuple(provisions)
        self._parsed[jurisdiction] = provisions
        for each in provisions:
            self._by_id[each.id] = each
            self._by_norm.setdefault(each.norm, []).append(each)

    def provision(self, identifier: str) -> Provision:
        """One provision by its id; raises LawError LAW-13."""
        home = self._home.get(identifier)
        if home is None:
            raise LawError(
                "LAW-13", "provision", value=identifier, suggestion=did_you_mean(identifier, self._home)
            )
        self.of(home)
        return self._by_id[identifier]

    def has(self, identifier: str) -> bool:
        """Whether the collection holds this id."""
        return identifier in self._home

    def wordings(self, norm: str) -> list[Provision]:
        """All wordings of a rule, earliest first; empty when there is none."""
        home = self._home.get(norm) or self._norm_home.get(norm)
        if home is None:
            return []
        self.of(home)
        return sorted(self._by_norm.get(norm, []), key=lambda p: (p.valid.earliest, p.valid.latest))

    def everything(self) -> list[Provision]:
        """Every provision of every country and instrument."""
        return [each for home in sorted(self._files) for each in self.of(home)]

    def yardstick(self, identifier: str) -> Provision:
        """One yardstick; raises LawError LAW-14."""
        for each in self.of("INT"):
            if each.id == identifier and each.kind == "yardstick":
                return each
        raise LawError(
            "LAW-14",
            "yardstick",
            value=identifier,
            suggestion=did_you_mean(identifier, [p.id for p in self.of("INT") if p.kind == "yardstick"]),
        )

    def yardsticks(self) -> list[Provision]:
        """The yardsticks in the fixed order of the contract."""
        found = {p.id: p for p in self.of("INT") if p.kind == "yardstick"} if "INT" in self._files else {}
        return [found[each] for each in YARDSTICKS if each in found]

    def patches(self) -> list[dict[str, Any]]:
        """All reforms as written."""
        return [
            each
            for name, content in self.raw.items()
            if name.startswith("patches/")
            for each in (content or {}).get("patches") or []
        ]

    def patch(self, identifier: str) -> dict[str, Any]:
        """One reform; raises LawError LAW-18."""
        known = {str(each["id"]): each for each in self.patches()}
        if identifier not in known:
            short = [k for k in known if k.startswith(f"reform.{identifier}.") or k == f"reform.{identifier}"]
            raise LawError(
                "LAW-18",
                "patch",
                value=identifier,
                suggestion=short[0] if len(short) == 1 else did_you_mean(identifier, known),
            )
        return known[identifier]

    def changed(self, jurisdiction: str, provisions: Iterable[Provision]) -> Corpus:
        """A copy in which one country has other provisions; everything else is shared."""
        copy = Corpus.__new__(Corpus)
        copy.__dict__.update(self.__dict__)
        copy._parsed = dict(self._parsed)
        copy._by_id = {k: v for k, v in self._by_id.items() if v.jurisdiction != jurisdiction}
        copy._by_norm = {}
        copy._home = {k: v for k, v in self._home.items() if v != jurisdiction}
        for each in copy._by_id.values():
            copy._by_norm.setdefault(each.norm, []).append(each)
        fresh = tuple(provisions)
        copy._home.update({each.id: jurisdiction for each in fresh})
        copy._adopt(jurisdiction, fresh)
        return copy

    def last_change(self, jurisdiction: str) -> date:
        """The latest day on which any wording of a country begins to be certain: 'present law'."""
        return max((p.valid.latest for p in self.of(jurisdiction)), default=date(2026, 1, 1))


@lru_cache(maxsize=4)
def load(data: Path = compiled.DATA) -> Corpus:
    """The shipped law (or that of another folder), read once per process."""
    return Corpus(compiled.load(data, compiled.COMPILED if data == compiled.DATA else None))
