"""How offices write a name down: one habit per office, drawn letter by letter, then typing errors.

The habits are in `data/sim_habits.csv` and are kept apart from the tables that fold names, so that a simulated
list does not simply undo what the folding does.
"""

from __future__ import annotations

import random
from functools import cache

from qorgan.linkage import tables

CYRILLIC = ("native", "russian")
LATIN = ("passport", "bgn", "latin2021", "latin2018", "free", "turkish", "gost", "uzlatin", "afghan")
ARABIC = ("tote", "persian")
_FRONT = set("әөүіеэ")
_NEIGHBOURS = {
    "cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "arabic": ("ضصثقفغعهخحجچ", "شسيبلاتنمكگ", "ظطزرذدپو"),
}
_LOOKALIKE = dict(zip("аеорсухкмтвніaeopcyxkmtbhi", "aeopcyxkmtbhiаеорсухкмтвні", strict=False))


@cache
def _habit(name: str) -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    result = {}
    for row in tables.rows("sim_habits"):
        if row["habit"] != name:
            continue
        options, weights = [], []
        for option in row["options"].split("|"):
            text, _, weight = option.partition("*")
            options.append(text)
            weights.append(int(weight or 1))
        result[row["letter"]] = (tuple(options), tuple(weights))
    return result


def script_of_habit(habit: str) -> str:
    """`cyrillic`, `latin` or `arabic`."""
    return "cyrillic" if habit in CYRILLIC else "latin" if habit in LATIN else "arabic"


class Writer:
    """One office: keeps to its first choice for a letter most of the time."""

    def __init__(self, habit: str, rng: random.Random, loyalty: float = 0.85) -> None:
        self.habit = habit
        self.rng = rng
        self.loyalty = loyalty
        self.choice: dict[str, str] = {}

    def _letter(self, letter: str) -> str:
        known = _habit(self.habit).get(letter)
        if known is None:
            return letter
        options, weights = known
        if len(options) == 1:
            return options[0]
        if letter not in self.choice:
            self.choice[letter] = self.rng.choices(options, weights)[0]
        if self.rng.random() < self.loyalty:
            return self.choice[letter]
        return self.rng.choices(options, weights)[0]

    def write(self, word: str) -> str:
        """A name (in its own Cyrillic spelling, lower case) as this office writes it, capitalised."""
        if self.habit == "native":
            return word.capitalize()
        if self.habit == "persian":
            return self._persian(word)
        text = "".join(map(self._letter, word))
        if self.habit == "tote":
            soft = any(char in _FRONT for char in word) and not any(char in "кге" for char in word)
            return ("\u0674" if soft else "") + text
        return text[:1].upper() + text[1:]

    def _persian(self, word: str) -> str:
        """Short vowels inside a word are mostly left out; a first vowel needs an alef."""
        result = []
        for n, letter in enumerate(word):
            if n == 0 and letter in "аәеэоөуұүыіиӯў":
                result.append("ا" + ("و" if letter in "оөуұүӯў" and self.rng.random() < 0.6 else ""))
                if letter in "иі" and self.rng.random() < 0.5:
                    result.append("ی")
            elif letter in "аә" and n == len(word) - 1:
                result.append(self.rng.choice("ها"))
            elif letter == "а" and self.rng.random() < 0.45:
                continue
            else:
                result.append(self._letter(letter))
        return "".join(result)


def mistype(text: str, script: str, rng: random.Random) -> str:
    """One typing error: a neighbour key, a lost, doubled or swapped letter, or a look-alike letter."""
    if len(text) < 3:
        return text
    at = rng.randrange(1, len(text)) if rng.random() < 0.85 else 0
    kind = rng.choices(("near", "drop", "double", "swap", "look", "extra"), (4, 3, 2, 3, 1, 1))[0]
    char = text[at].lower()
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind == "double":
        return text[:at] + text[at] + text[at:]
    if kind == "swap" and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "look" and char in _LOOKALIKE:
        return text[:at] + _LOOKALIKE[char] + text[at + 1 :]
    near = _near(char, script, rng)
    if kind == "extra":
        return text[:at] + near + text[at:]
    return text[:at] + near + text[at + 1 :]


def _near(char: str, script: str, rng: random.Random) -> str:
    for row in _NEIGHBOURS[script]:
        place = row.find(char)
        if place >= 0:
            return row[max(0, min(len(row) - 1, place + rng.choice((-1, 1))))]
    return rng.choice(_NEIGHBOURS[script][1])
