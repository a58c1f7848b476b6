"""Secondary suppression: hide further cells until no hidden one can be worked out from the rest.

All tables of a run are protected together, through every margin they share.
"""

from __future__ import annotations

import numpy as np

from qorgan.disclosure.audit import build_system
from qorgan.disclosure.cells import Cells
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.proofs import Proofs
from qorgan.disclosure.reach import search
from qorgan.disclosure.relations import Cover


def protect_jointly(tables: list[Cells], relations: list[Cover], threshold: int) -> int:
    """Hide cells in place until the audit finds none exposed. Returns the number of audits.

    Raises DIS-13 if cells published earlier leave no way.
    """
    width = threshold - 1
    audits = 0
    proofs = Proofs.none(tables)
    while True:
        while _mend_equations(tables, relations, threshold, width):
            pass
        system = build_system(tables, relations, threshold, width, proofs)
        audits += 1
        found = search(system, width, proofs, hasty=True)
        weak = np.flatnonzero(found.doomed if found.doomed.any() else found.weak())
        if not len(weak):
            return audits
        if not _mend_exposed(tables, relations, system.table[weak], system.cell[weak]):
            raise DisclosureError("DIS-13", ";".join(",".join(c.columns) for c in tables if c.asked))


def _mend_equations(tables: list[Cells], relations: list[Cover], threshold: int, width: int) -> bool:
    """A quick look at each visible margin over hidden cells. It must not stand over a single hidden cell, must
    leave room for `width` people, and must not force small cells to be full."""
    changed = False
    for cover in relations:
        fine, coarse = tables[cover.fine], tables[cover.coarse]
        if not fine.asked:
            continue

        def add(values: np.ndarray, cover: Cover = cover, size: int = len(coarse.true)) -> np.ndarray:
            return np.bincount(cover.parent, weights=values, minlength=size)

        number = add(fine.hidden)
        most = coarse.high - add(np.where(fine.hidden, 0, fine.low))
        least = coarse.low - add(np.where(fine.hidden, 0, fine.high))
        small = add(fine.hidden & (fine.true < threshold))
        bad = (number < 2) & _is_leaf(relations, cover.fine) | (most < width)
        bad |= (small == number) & (least > (threshold - 1) * (number - 1))
        bad &= ~coarse.hidden & (number > 0)
        if bad.any():
            changed |= _hide_one_each(tables, relations, cover, np.flatnonzero(bad))
    return changed


def _is_leaf(relations: list[Cover], table: int) -> bool:
    """Whether no other table is finer, so that a cell hidden here is not the sum of shown ones."""
    return all(cover.coarse != table for cover in relations)


def _mend_exposed(tables: list[Cells], relations: list[Cover], table: np.ndarray, cell: np.ndarray) -> bool:
    for asked in (True, False):
        changed = False
        for cover in relations:
            if tables[cover.fine].asked is not asked:
                continue
            marks = np.zeros(len(tables[cover.coarse].true), dtype=bool)
            marks[cover.parent[cell[table == cover.fine]]] = True
            marks[cell[table == cover.coarse]] = True
            if marks.any():
                changed |= _hide_one_each(tables, relations, cover, np.flatnonzero(marks))
        if changed:
            return True
    return _hide_anything(tables)


def _hide_one_each(tables: list[Cells], relations: list[Cover], cover: Cover, equations: np.ndarray) -> bool:
    """In each equation hide the cheapest visible child, or the margin itself if no child is left."""
    fine, coarse = tables[cover.fine], tables[cover.coarse]
    wanted = np.zeros(len(coarse.true), dtype=bool)
    wanted[equations] = True
    open_ = (
        np.flatnonzero(wanted[cover.parent] & ~fine.hidden & ~fine.known) if fine.asked else np.array([], int)
    )
    price = _price(tables, relations, cover, open_)
    order = np.lexsort((price, cover.parent[open_]))
    owner = cover.parent[open_][order]
    first = (
        np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1]))) if len(owner) else np.array([], int)
    )
    fine.hidden[open_[order[first]]] = True
    wanted[owner[first]] = False
    up = np.flatnonzero(wanted & ~coarse.hidden & ~coarse.known & coarse.asked)
    coarse.hidden[up] = True
    return bool(len(first)) or bool(len(up))


def _price(tables: list[Cells], relations: list[Cover], cover: Cover, cells: np.ndarray) -> np.ndarray:
    """Cost of hiding: the people lost, and far more if it opens an equation that hides nothing yet."""
    fine = tables[cover.fine]
    price = fine.true[cells].astype(float)
    for other in relations:
        if other is cover:
            continue
        if other.fine == cover.fine:
            size = len(tables[other.coarse].true)
            number = np.bincount(other.parent, weights=fine.hidden, minlength=size)
            price += 1e6 * (number[other.parent[cells]] == 0)
        elif other.coarse == cover.fine:
            below = np.bincount(other.parent, weights=tables[other.fine].hidden, minlength=len(fine.true))
            price += 1e6 * (below[cells] == 0)
    return np.asarray(price)


def _hide_anything(tables: list[Cells]) -> bool:
    """Last resort: the smallest visible cell of all, so that the loop always ends."""
    best: tuple[int, int, int] | None = None
    for at, cells in enumerate(tables):
        open_ = np.flatnonzero(~cells.hidden & ~cells.known & cells.asked)
        if len(open_):
            one = int(open_[np.argmin(cells.true[open_])])
            best = min(best, (int(cells.true[one]), at, one)) if best else (int(cells.true[one]), at, one)
    if best is None:
        return False
    tables[best[1]].hidden[best[2]] = True
    return True
