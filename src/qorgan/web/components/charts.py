"""Small charts as SVG. Each has a title, a description and the table of its numbers.

A value of None is a number held back to protect people; it is drawn hatched and said in words, never as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH = 720
ROW = 34
LABEL_WIDTH = 230
VALUE_WIDTH = 70
LINE_HEIGHT = 280
MARGIN = 44


@dataclass(frozen=True)
class Bar:
    """One bar: label, value or None, top edge and length in the drawing."""

    label: str
    lines: tuple[str, ...]
    value: float | None
    y: int
    length: float


@dataclass(frozen=True)
class Dot:
    """One point of a line; x and y in the drawing, y None where the value is held back."""

    label: str
    value: float | None
    x: float
    y: float | None


def bar_chart(rows: Sequence[tuple[Any, float | None]]) -> dict[str, Any]:
    """Geometry of horizontal bars; rows are (label, value >= 0 or None)."""
    top = nice_top(max((value for _label, value in rows if value is not None), default=0))
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    bars = [
        Bar(
            label=str(label),
            lines=wrap(str(label)),
            value=value,
            y=index * ROW,
            length=24 if value is None else round(room * value / top, 1),
        )
        for index, (label, value) in enumerate(rows)
    ]
    return {"bars": bars, "width": WIDTH, "height": max(ROW, len(bars) * ROW), "start": LABEL_WIDTH}


def line_chart(points: Sequence[tuple[Any, float | None]]) -> dict[str, Any]:
    """Geometry of one line over equal steps; a held-back value breaks the line."""
    top = nice_top(max((value for _label, value in points if value is not None), default=0))
    room = LINE_HEIGHT - 2 * MARGIN
    step = (WIDTH - 2 * MARGIN) / max(1, len(points) - 1)
    dots = [
        Dot(
            label=str(label),
            value=value,
            x=round(MARGIN + index * step, 1),
            y=None if value is None else round(LINE_HEIGHT - MARGIN - room * value / top, 1),
        )
        for index, (label, value) in enumerate(points)
    ]
    grid = [
        {"value": top * part / 4, "y": round(LINE_HEIGHT - MARGIN - room * part / 4, 1)} for part in range(5)
    ]
    every = ceil(len(dots) / 12) or 1
    return {
        "dots": dots,
        "pieces": pieces(dots),
        "ticks": dots[::every],
        "grid": grid,
        "width": WIDTH,
        "height": LINE_HEIGHT,
        "left": MARGIN,
        "right": WIDTH - MARGIN,
    }


def pieces(dots: Sequence[Dot]) -> list[str]:
    """SVG `points` of each unbroken stretch with at least two dots."""
    stretches: list[list[str]] = [[]]
    for dot in dots:
        if dot.y is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{dot.x},{dot.y}")
    return [" ".join(stretch) for stretch in stretches if len(stretch) > 1]


def nice_top(highest: float) -> float:
    """The next 1, 2, 4, 6, 8 or 10 times a power of ten that is not below `highest`; at least 4."""
    if highest <= 4:
        return 4
    unit: float = 10 ** floor(log10(highest))
    return next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= highest)


def wrap(label: str, width: int = 26) -> tuple[str, ...]:
    """At most two lines of about `width` letters; a longer label ends in … (the table has it whole)."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], lines[1][: width - 1] + "…"]
    return tuple(line if len(line) <= width + 4 else line[: width + 3] + "…" for line in lines)
