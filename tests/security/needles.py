"""Finding planted words in anything, however they were written: cases, base64, UTF-16, percent, JSON, hexadecimal."""

from __future__ import annotations

import base64
import html
import json
import random
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np

LETTERS = "абвгдежзийклмнопрстуфхцчшыэюяәіңғүұқөһ"
WINDOW = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)


def person(dice: random.Random) -> dict[str, str]:
    """One invented person: words that stand nowhere else."""

    def word(length: int) -> str:
        return "".join(dice.choice(LETTERS) for _ in range(length)).capitalize()

    return {
        "surname": word(14),
        "given": word(12),
        "phone": "7" + "".join(dice.choice("0123456789") for _ in range(15)),
        "address": f"{word(16)} көшесі {dice.randrange(1, 300)}",
    }


def forms(text: str) -> dict[str, bytes]:
    """The ways in which a text may lie about, by name."""
    raw = text.encode()
    found = {"as it is": raw, "hexadecimal": raw.hex().encode(), "HEXADECIMAL": raw.hex().upper().encode()}
    for name, version in (("lower", text.lower()), ("upper", text.upper())):
        found[name] = version.encode()
        found[f"{name} utf-16"] = version.encode("utf-16-le")
    found["utf-16 le"], found["utf-16 be"] = text.encode("utf-16-le"), text.encode("utf-16-be")
    found["percent"], found["percent plus"] = quote(text).encode(), quote_plus(text).encode()
    found["percent small"] = quote(text).lower().encode()
    found["json"] = json.dumps(text)[1:-1].encode()
    found["json upper"] = json.dumps(text)[1:-1].replace("\\u", "\\U").encode()
    found["html"] = html.escape(text).encode()
    found["html numbers"] = text.encode("ascii", "xmlcharrefreplace")
    found["python"] = ascii(text)[1:-1].encode()
    found["octal"] = "".join(f"\\{byte:03o}" for byte in raw).encode()
    for shift in range(3):  # base64 of a longer text in which this one begins anywhere
        coded = base64.b64encode(b"\0" * shift + raw + b"\0" * ((-len(raw) - shift) % 3))
        cut = coded[(0, 2, 3)[shift] : len(coded) - 4]
        found[f"base64 {shift}"], found[f"base64 url {shift}"] = (
            cut,
            cut.translate(bytes.maketrans(b"+/", b"-_")),
        )
    return {name: form for name, form in found.items() if len(form) >= WINDOW}


class Net:
    """Looks for all forms of all words at once: a rolling key of eight or sixteen bytes, then the whole form."""

    def __init__(self, words: Iterable[str]) -> None:
        self.forms: dict[bytes, tuple[str, str]] = {}
        for word in words:
            for name, form in forms(word).items():
                self.forms.setdefault(form, (word, name))
        self.short = {f[:WINDOW] for f in self.forms if len(f) < 2 * WINDOW}
        self.long = {f[: 2 * WINDOW] for f in self.forms if len(f) >= 2 * WINDOW}
        self.short_keys = Keys(_number(form) for form in self.short)
        self.long_keys = Keys(_number(form) for form in self.long)
        self.by_head: dict[bytes, list[bytes]] = {}
        for form in self.forms:
            size = WINDOW if len(form) < 2 * WINDOW else 2 * WINDOW
            self.by_head.setdefault(form[:size], []).append(form)

    def hits(self, data: bytes, chunk: int = 2_000_000) -> list[tuple[str, str]]:
        """(word, form) of every finding."""
        found = []
        longest = max(map(len, self.forms))
        for begin in range(0, len(data), chunk):
            part = data[begin : begin + chunk + longest]
            found += self._in_part(part)
        return found

    def _in_part(self, part: bytes) -> list[tuple[str, str]]:
        if len(part) < 2 * WINDOW:
            part = part + b"\0" * (2 * WINDOW - len(part))
        numbers = _numbers(part)
        places: list[tuple[int, int]] = []
        places += [(int(p), WINDOW) for p in self.short_keys.places(numbers)]
        pairs = _mixed(numbers[:-WINDOW], numbers[WINDOW:])
        places += [(int(p), 2 * WINDOW) for p in self.long_keys.places(pairs)]
        return [
            self.forms[form]
            for place, size in places
            for form in self.by_head.get(part[place : place + size], ())
            if part.startswith(form, place)
        ]

    def hits_in(self, paths: Iterable[Path]) -> tuple[int, list[tuple[str, str, str]]]:
        """(bytes read, (file name, word, form) of every finding) in files, read piece by piece."""
        size, found = 0, []
        for path in paths:
            data = path.read_bytes()
            size += len(data)
            found += [(path.name, word, form) for word, form in self.hits(data)]
        return size, found


class Keys:
    """A set of numbers asked for millions at once: a bitmap lets nearly all others go, the rest are compared."""

    BITS = 24

    def __init__(self, numbers: Iterable[int]) -> None:
        self.keys = np.unique(np.array(list(numbers), dtype=np.uint64))
        self.seen = np.zeros(1 << self.BITS, dtype=bool)
        self.seen[self._slots(self.keys)] = True

    def places(self, numbers: np.ndarray) -> np.ndarray:
        """Where a number of the set stands: exactly those, as `np.isin` would find them."""
        if not self.keys.size or not numbers.size:
            return np.empty(0, dtype=np.int64)
        near = np.flatnonzero(self.seen[self._slots(numbers)])
        return near[np.isin(numbers[near], self.keys)]

    def _slots(self, numbers: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            return ((numbers * _MIX) >> np.uint64(64 - self.BITS)).astype(np.int64)


def _numbers(data: bytes) -> np.ndarray:
    """At every place the next eight bytes as a number."""
    flat = np.frombuffer(data, dtype=np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(flat, WINDOW)
    return np.ascontiguousarray(windows).view(np.uint64).reshape(-1)


def _mixed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return one * _MIX ^ other


def _number(head: bytes) -> int:
    numbers = np.frombuffer(head, dtype=np.uint64)
    if len(numbers) == 1:
        return int(numbers[0])
    return int(_mixed(numbers[:1], numbers[1:])[0])
