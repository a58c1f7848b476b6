"""Journal entries as sentences. Each room registers its own kinds in `apps.ready`; none is known here.

A sentence is a lazy translation with named places, for instance `_("%(actor)s accepted the referral")`. The
places are `actor`, `agency`, `subject`, `purpose` and the keys of the entry's detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qorgan.journal.models import Entry

_SENTENCES: dict[str, str | Promise] = {}
_ACCESSES: set[str] = set()
_PLACE = re.compile(r"%\((\w+)\)s")


class Names(Protocol):
    """Says a value in words: the name of an officer, body or subject, the label of a code.

    `place` is the place in the sentence (`actor`, `reason`, …), `value` an id, code, number or time. Gives
    what the viewer may see; for a person they may not know, a word such as "an officer".
    """

    def __call__(self, place: str, value: Any, entry: Entry) -> str: ...


def register(sentences: Mapping[str, str | Promise], *, accesses: Iterable[str] = ()) -> None:
    """Give each kind its sentence. `accesses`: the kinds that say that somebody looked at a child's data.

    Raises ValueError for a kind that already has another sentence, or an access without one."""
    for kind, sentence in sentences.items():
        if _SENTENCES.setdefault(kind, sentence) is not sentence and str(_SENTENCES[kind]) != str(sentence):
            raise ValueError(f"the kind {kind} has two sentences")
    if missing := set(accesses) - set(_SENTENCES):
        raise ValueError(f"no sentence for {sorted(missing)}")
    _ACCESSES.update(accesses)


def registered() -> dict[str, str | Promise]:
    """All kinds with their sentences."""
    return dict(_SENTENCES)


def access_kinds() -> frozenset[str]:
    """Kinds that say that somebody looked at a child's data."""
    return frozenset(_ACCESSES)


def places(sentence: str | Promise) -> set[str]:
    """The names of the places in a sentence."""
    return set(_PLACE.findall(str(sentence)))


def sentence(entry: Entry, names: Names) -> str:
    """The entry in the active language. A place with no value is said by `names` too, with None.

    A kind without a sentence (an old entry whose room is gone) is told by its code, never left out."""
    text = _SENTENCES.get(entry.kind)
    if text is None:
        text = _("%(actor)s: %(kind)s")
    values = {
        **entry.detail,
        "actor": entry.actor_id,
        "agency": entry.agency_id,
        "subject": entry.subject_id,
        "purpose": entry.purpose,
        "kind": entry.kind,
    }
    said = {place: names(place, values.get(place), entry) for place in places(text) - {"kind"}}
    return str(text) % (said | {"kind": entry.kind})
