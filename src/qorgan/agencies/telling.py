"""Names and words for journal sentences: officers, bodies, codes. Rooms add the words of their own codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.purposes import PURPOSES
from qorgan.journal.models import Entry
from qorgan.journal.sentences import sentence

# place of a sentence -> code -> what a person calls it; the code "" is said when there is no value
Words = Mapping[str, Mapping[str, "str | Promise"]]

_WORDS: dict[str, Mapping[str, str | Promise]] = {"purpose": PURPOSES}


def add_words(words: Words) -> None:
    """Words for the codes that stand at a place of the sentences (`reason`, `service`, `stage` ...)."""
    for place, codes in words.items():
        _WORDS[place] = {**_WORDS.get(place, {}), **codes}


@dataclass
class Teller:
    """Says a page of entries: names are fetched once, codes become words, a missing value is said too."""

    officers: dict[UUID, Officer] = field(default_factory=dict)
    bodies: dict[UUID, Agency] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Teller:
        """A teller who knows everyone the entries name."""
        listed = list(entries)
        subjects = {e.subject_id for e in listed}
        people = {e.actor_id for e in listed} | {_id(e.detail.get("to")) for e in listed} | subjects
        officers = {o.id: o for o in Officer.objects.filter(pk__in=_known(people)).select_related("agency")}
        bodies = {e.agency_id for e in listed} | subjects
        bodies |= {_id(e.detail.get(key)) for e in listed for key in ("to", "recipient")}
        return cls(officers, {a.id: a for a in Agency.objects.filter(pk__in=_known(bodies))})

    def __call__(self, place: str, value: Any, entry: Entry) -> str:
        if place == "actor":
            officer = self.officers.get(value)
            return officer.name if officer else _("The clock")
        if (known := _id(value)) is not None:
            named = self.bodies.get(known) or self.officers.get(known)
            return named.name if named else _("another body")
        if isinstance(value, list):
            return "; ".join(self._word(place, each) for each in value) or _("nothing")
        return self._word(place, value)

    @staticmethod
    def _word(place: str, value: Any) -> str:
        if value is None:
            return str(_WORDS.get(place, {}).get("", _("not given")))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(_WORDS.get(place, {}).get(str(value), value))

    def lines(self, entries: Iterable[Entry]) -> list[dict[str, Any]]:
        """Entries as the timeline part takes them, with when it happened, when it was entered and by which body."""
        return [
            {
                "sentence": sentence(entry, self),
                "happened_at": entry.happened_at,
                "entered_at": entry.entered_at,
                "by": self.bodies[entry.agency_id].name if entry.agency_id in self.bodies else "",
            }
            for entry in entries
        ]


def _known(ids: set[UUID | None]) -> set[UUID]:
    return {each for each in ids if each is not None}


def _id(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
