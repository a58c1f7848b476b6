"""Finding a child by name and year without storing either: keyed hashes of compound keys, opaque handles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, QuerySet, Value

from qorgan.agencies.among import Among
from qorgan.children import known_code
from qorgan.children.models import Child, Handle, SearchToken
from qorgan.keyring.actions import search_token
from qorgan.linkage import Record, candidate_keys, search_keys

MOST_HANDLES = 1000  # what `qorgan_search_handles` gives at most (migration 0003)
_SEX = {"female": "f", "male": "m"}


def index(
    child: Child,
    *,
    names: list[dict[str, str]],
    birth: dict[str, Any] | None,
    mother: str = "",
    code: str = "",
) -> int:
    """Write the search tokens of a child under an opaque handle; returns how many.

    A child without a code or a name, or with a bare name and nothing else, gets none: it is found by number only.
    """
    keys: set[str] = {known_code.key(code)} if code else set()
    for name in names:
        keys.update(candidate_keys(record_of(child.id, name, birth, sex=child.sex, mother=mother)))
    if not keys:
        return 0
    handle, _ = Handle.objects.get_or_create(child=child, defaults={"case_id": child.case_id})
    SearchToken.objects.bulk_create(
        [SearchToken(token=search_token(key), handle=handle.handle) for key in sorted(keys)],
        ignore_conflicts=True,  # old spellings stay findable; the application cannot read what is there
    )
    return len(keys)


def record_of(
    rec_id: object, name: dict[str, str], birth: dict[str, Any] | None, *, sex: str = "", mother: str = ""
) -> Record:
    """A child as the linkage library reads it."""
    return Record(
        rec_id=str(rec_id),
        surname=name.get("surname", ""),
        given=name.get("given", ""),
        patronymic=name.get("patronymic", ""),
        dob=birth_text(birth),
        sex=_SEX.get(sex, ""),
        mother=mother,
    )


def birth_text(birth: dict[str, Any] | None) -> str:
    """A sealed birth value as the linkage library's text: a partial date or an interval `A/B`."""
    if not birth or not birth.get("from"):
        return ""
    first, last = birth["from"], birth.get("to") or birth["from"]
    return first if first == last else f"{first}/{last}"


def tokens(*, names: str, birth_year: int | None) -> list[bytes]:
    """The tokens of the words of a search: what `qorgan_search_handles` is asked with."""
    keys = search_keys(names=names, birth_year=birth_year) + known_code.keys(names)
    return [search_token(key) for key in keys]


def handles_of(keys: list[str]) -> list[UUID]:
    """Opaque handles of cases the asking body may see that share one of the keys, most shared keys first.

    At most `MOST_HANDLES`, counted inside the wall: other bodies' children take no place in it.
    """
    if not keys:
        return []
    with connection.cursor() as cursor:
        asked = [[search_token(key) for key in keys]]
        cursor.execute("SELECT handle FROM qorgan_search_handles(%s)", asked)
        return [row[0] for row in cursor.fetchall()]


def nearest(rows: QuerySet[Handle], found: list[UUID]) -> QuerySet[Handle]:
    """Rows of these handles in the order in which they were found: a cut loses the least alike."""
    place = Func(
        Value(found), F("handle"), function="array_position", template="array_position(%(expressions)s)"
    )
    return rows.filter(Among("handle", found)).order_by(place)
