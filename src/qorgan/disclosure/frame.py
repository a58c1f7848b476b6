"""Records as small integers: who, and which code in each column; rare codes in one bucket that is never shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.personkeys import cell_keys, key_from_people, person_keys
from qorgan.disclosure.perturbation import perturb
from qorgan.disclosure.records import Coder, column_index, read_blocks, read_header

Recode = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass
class Frame:
    """Coded records. `person` (rows,) numbers people, `values[c]` (rows,) numbers the codes of column c.

    `codes[c]` are the listed codes; a value of `len(codes[c])` is the bucket of codes too rare to be named,
    present only if `bucket[c]`. `keys` (persons,) are the secret keys. `organisation` (rows,) or None.
    """

    columns: list[str]
    person: np.ndarray
    values: dict[str, np.ndarray]
    codes: dict[str, list[str]]
    bucket: dict[str, bool]
    keys: np.ndarray
    organisation: np.ndarray | None = None
    own_key: bool = True

    def size(self, column: str) -> int:
        """Codes of a column with its bucket."""
        return len(self.codes[column]) + int(self.bucket[column])


def read_frame(
    path: Path,
    person_id: str,
    columns: list[str],
    *,
    key: bytes | None,
    organisation: str | None = None,
    codelists: dict[str, list[str]] | None = None,
    recode: dict[str, Recode] | None = None,
) -> Frame:
    """Read the columns of the tables. Text is held a block at a time; a person id is kept once.

    Without a key the keys follow from the people themselves. Raises DIS-01..DIS-07, DIS-15.
    """
    header = read_header(path)
    for name in [person_id, *columns, *([organisation] if organisation else [])]:
        column_index(header, name)
    recode = recode or {}
    coders = {name: _coder(name, codelists) for name in columns}
    bodies = Coder(organisation or "")
    people = Coder(person_id)
    wanted = [person_id, *columns, *([organisation] if organisation else [])]
    parts: list[list[np.ndarray]] = [[] for _ in wanted]
    for block in read_blocks(path, wanted):
        _refuse_nameless(block.columns[0], block.first)
        parts[0].append(people.encode(block.columns[0], block.first))
        for at, name in enumerate(columns, start=1):
            texts = block.columns[at]
            texts = recode[name](texts) if name in recode else texts
            parts[at].append(coders[name].encode(texts, block.first))
        if organisation:
            parts[-1].append(bodies.encode(block.columns[-1], block.first))
    arrays = [np.concatenate(part) for part in parts]
    return Frame(
        columns=columns,
        person=arrays[0],
        values=dict(zip(columns, arrays[1 : 1 + len(columns)], strict=True)),
        codes={name: coders[name].names for name in columns},
        bucket=dict.fromkeys(columns, False),
        keys=person_keys(key if key is not None else key_from_people(people.codes), people.codes),
        organisation=arrays[-1] if organisation else None,
        own_key=key is not None,
    )


def frame_of(
    person: Sequence[str],
    values: dict[str, Sequence[str]],
    *,
    key: bytes,
    organisation: Sequence[str] | None = None,
) -> Frame:
    """The same from records in memory: `person` (rows,) ids, `values` column -> (rows,) codes, empty for unknown.

    For pages and the partner interface, which must publish through `release.protect` like everybody else.
    Raises DIS-05, DIS-06.
    """
    if not len(person):
        raise DisclosureError("DIS-06")
    ids, people = tuple(person), Coder("person")
    _refuse_nameless(ids, 1)
    numbers = people.encode(ids, 1)
    coders = {name: Coder(name) for name in values}
    return Frame(
        columns=list(values),
        person=numbers,
        values={name: coders[name].encode(tuple(texts), 1) for name, texts in values.items()},
        codes={name: coders[name].names for name in values},
        bucket=dict.fromkeys(values, False),
        keys=person_keys(key, people.codes),
        organisation=None if organisation is None else Coder("").encode(tuple(organisation), 1),
    )


def _coder(name: str, codelists: dict[str, list[str]] | None) -> Coder:
    if not codelists or name not in codelists:
        return Coder(name)
    codes = dict.fromkeys([*codelists[name]])
    return Coder(name, {code: at for at, code in enumerate(codes)}, fixed=True)


def _refuse_nameless(ids: tuple[str, ...], first: int) -> None:
    for at, one in enumerate(ids):
        if not one.strip():
            raise DisclosureError("DIS-05", f"row {first + at}", row=first + at)


def distinct(person: np.ndarray, cell: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Each (person, cell) once, however many rows say it; two arrays of equal length."""
    if len(person) and int(np.bincount(person).max()) == 1:
        return person, cell
    pair = np.sort(person.astype(np.int64) * cells + cell)
    pair = pair[np.concatenate(([True], pair[1:] != pair[:-1]))] if len(pair) else pair
    return pair // cells, pair % cells


def list_codes(
    frame: Frame,
    threshold: int,
    step: int,
    fixed: frozenset[str] = frozenset(),
    former: dict[str, set[str]] | None = None,
) -> list[str]:
    """Sort the codes of each column and put those of fewer than `threshold` people into the bucket.

    A code that only a few children have must not appear even as a name. Columns in `fixed` (they came with a
    code list) keep every code. `former` are the codes that earlier releases named, by column: those stay, and a
    new one needs a further `step` and the noise on top. Returns the columns that lost codes.
    """
    former = former or {}
    lost = []
    for name in frame.columns:
        codes = frame.codes[name]
        if name in fixed:
            continue
        person, cell = distinct(frame.person, frame.values[name], len(codes))
        counts = np.bincount(cell, minlength=len(codes))
        shown = perturb(counts, cell_keys(cell, frame.keys[person], len(codes)), step)
        least = np.array([_least(code, former.get(name), threshold, step) for code in codes])
        keep = sorted(np.flatnonzero(np.minimum(counts, shown) >= least).tolist(), key=codes.__getitem__)
        place = np.full(len(codes), len(keep), dtype=np.int32)
        place[keep] = np.arange(len(keep), dtype=np.int32)
        frame.values[name] = place[frame.values[name]]
        frame.bucket[name] = len(keep) < len(codes)
        frame.codes[name] = [codes[at] for at in keep]
        if frame.bucket[name]:
            lost.append(name)
    return lost


def _least(code: str, former: set[str] | None, threshold: int, step: int) -> int:
    if former is None:
        return threshold
    return 0 if code in former else threshold + step + step // 2
