"""From coded records to tables that may be published: the one function every door uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qorgan.disclosure.cells import Cells, check_size, count_cells
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.frame import Frame, list_codes
from qorgan.disclosure.impossible import Combination, show_impossible
from qorgan.disclosure.ledger import Ledger, PastTable, bind_to_past
from qorgan.disclosure.perturbation import spread_of, stated_moments, step_for
from qorgan.disclosure.relations import closure, covers
from qorgan.disclosure.rules import dominated, group_attribute, too_few
from qorgan.disclosure.suppression import protect_jointly

LEAST_THRESHOLD, MOST_THRESHOLD = 3, 10_000


@dataclass(frozen=True)
class ProtectedTable:
    """A table as it may leave the house. `cells` are (codes, count or None if suppressed), in order of codes.

    Shares are of all listed cells, except `perturbed`: of the shown ones. They are rounded to two decimals.
    """

    columns: tuple[str, ...]
    cells: list[tuple[tuple[str, ...], int | None]]
    primary: float
    secondary: float
    perturbed: float


@dataclass(frozen=True)
class Release:
    """The tables of one run. `rare` names columns that lost codes; `noise` the stated mean, variance, maximum."""

    tables: list[ProtectedTable]
    threshold: int
    step: int
    noise: dict[str, float]
    rare: list[str]
    audits: int
    past: list[PastTable]
    """What the ledger keeps, with true counts: for `append_release` only."""


def protect(
    frame: Frame,
    tables: list[tuple[str, ...]],
    *,
    threshold: int = 11,
    derived: frozenset[str] = frozenset(),
    fixed: frozenset[str] = frozenset(),
    ledger: Ledger | None = None,
    exact: bool = False,
    impossible: Sequence[Combination] = (),
) -> Release:
    """Protect the tables of a run together, and beside every earlier release in `ledger`.

    `derived`: columns that follow from others by definition; `fixed`: columns whose codes come from a code list;
    `impossible`: combinations nobody can be in, shown as 0. With `exact` shown counts carry no noise and
    suppression alone protects: more is hidden, and totals add up. Changes `frame` (rare codes lose their names).
    Raises DIS-09, DIS-11, DIS-13, DIS-17, DIS-22.
    """
    if not LEAST_THRESHOLD <= threshold <= MOST_THRESHOLD:
        raise DisclosureError(
            "DIS-09",
            "--threshold",
            name="--threshold",
            value=threshold,
            why=f"it is {LEAST_THRESHOLD} to {MOST_THRESHOLD}",
        )
    step = 1 if exact else step_for(threshold)
    ledger = ledger or Ledger()
    rare = list_codes(frame, threshold, step, fixed, ledger.named_codes())
    old = [t for t in ledger.column_sets() if set(t) <= set(frame.columns)]
    wanted = {frozenset(t) for t in tables}
    sets = closure(tables + [t for t in old if frozenset(t) not in wanted])
    check_size(frame, sets)
    published = wanted | {frozenset(t) for t in old}
    state = [count_cells(frame, t, step, frozenset(t) in published) for t in sets]
    for cells in state:
        if cells.asked:
            _apply_rules(frame, cells, threshold, derived)
            repeated = frozenset(cells.columns) in wanted
            bind_to_past(cells, frame.codes, ledger.history(cells.columns), step_for(threshold), repeated)
            if not repeated:
                _shut(cells)
            if not exact:
                cells.conclude(spread_of(step), threshold)
            show_impossible(frame, cells, list(impossible))
    audits = protect_jointly(state, covers(state), threshold)
    by_set = {frozenset(cells.columns): cells for cells in state}
    mean, variance = stated_moments(step)
    finished = [_finish(frame, by_set[frozenset(t)], t) for t in tables]
    return Release(
        tables=finished,
        threshold=threshold,
        step=step,
        noise={"mean": mean, "variance": variance, "maximum": spread_of(step)},
        rare=rare,
        audits=audits,
        past=[_keep(frame, by_set[frozenset(t.columns)], t) for t in finished],
    )


def _keep(frame: Frame, cells: Cells, table: ProtectedTable) -> PastTable:
    axes = [cells.columns.index(name) for name in table.columns]
    listed = tuple(slice(0, len(frame.codes[name])) for name in table.columns)
    true = cells.true.reshape(cells.shape).transpose(axes)[listed].reshape(-1).tolist()
    return PastTable(
        table.columns,
        dict(table.cells),
        {codes: count for (codes, _), count in zip(table.cells, true, strict=True)},
    )


def _apply_rules(frame: Frame, cells: Cells, threshold: int, derived: frozenset[str]) -> None:
    cells.primary |= too_few(cells, threshold) | group_attribute(cells, derived) | dominated(frame, cells)
    cells.hidden |= cells.primary


def _shut(cells: Cells) -> None:
    """A table of an earlier release that is not repeated now: what was hidden stays so, the rest is known."""
    cells.hidden |= ~cells.known


def _finish(frame: Frame, cells: Cells, order: tuple[str, ...]) -> ProtectedTable:
    axes = [cells.columns.index(name) for name in order]
    listed = tuple(slice(0, len(frame.codes[name])) for name in order)

    def view(flat: np.ndarray) -> np.ndarray:
        return np.asarray(flat.reshape(cells.shape).transpose(axes)[listed])

    hidden, primary = view(cells.hidden), view(cells.primary)
    shown, true = view(cells.shown), view(cells.true)
    size = max(hidden.size, 1)
    open_ = max(int((~hidden).sum()), 1)
    rows = [
        (
            tuple(frame.codes[name][k] for name, k in zip(order, spot, strict=True)),
            None if hidden[spot] else int(shown[spot]),
        )
        for spot in np.ndindex(hidden.shape)
    ]
    return ProtectedTable(
        columns=order,
        cells=rows,
        primary=round(float((primary & hidden).sum()) / size, 2),
        secondary=round(float((hidden & ~primary).sum()) / size, 2),
        perturbed=round(float(((shown != true) & ~hidden).sum()) / open_, 2),
    )
