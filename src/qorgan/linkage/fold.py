"""Names of any alphabet to one skeleton of sounds.

Three forms, from fine to coarse, all short ASCII strings:

* `sounds(token)`: consonant codes `p b t d k g h f v s z j S C m n l r` (S = ш, C = ч, j = ж/дж) and vowels
  `a A e i y o O u U` (A = ә, O = ө/ё, U = ү, y = ы);
* `skeleton(sounds)`: vowels in three classes `a i u`, doubled letters once;
* `consonants(skeleton)`: no vowels, for keys.

Which letter has which sound is in `data/letters.csv`, each row with its source. Letters whose sound depends
on the neighbours carry a placeholder (Q = я, W = ю, E = ё, J = Latin j, X = Latin x, K = Latin c,
B = Persian vav, H = Persian he, G = Persian ain) that the context rules below resolve.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from qorgan.linkage import tables

VOWELS = "aAeiyoOuU"
_CLASSES = str.maketrans({"A": "a", "e": "i", "y": "i", "o": "u", "O": "u", "U": "u"})
_KEY = str.maketrans(
    {"b": "p", "f": "p", "d": "t", "g": "k", "h": "k", "z": "s", "C": "S", **dict.fromkeys("aiuv", None)}
)
_CLEANED = (
    dict.fromkeys(map(ord, "’ʻʼ`´‘′ʹ‛"), "'")
    | dict.fromkeys(map(ord, 'ʺ”"'), "''")
    | {ord("İ"): "i", ord("\u200c"): "", ord("ـ"): ""}
)
_TOKEN = re.compile(r"[^\W_]+(?:['\u064b-\u0652\u0670\u0674\u200c]+[^\W_]*)*", re.UNICODE)
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_LATIN = re.compile(r"[a-zà-öø-ɏ']+")
_ARABIC = re.compile(r"[\u0600-\u077f\ufb50-\ufeff]+")
_DOUBLE = re.compile(r"(.)\1+")
_TOTE = frozenset("ەۇۋۆڭھٴٵٶٷٸۉۈ")
_PERSIAN_ONLY = frozenset("یکٹژ")
_TURKIC = frozenset("şçğıəñ")


# One word of letters that stand for themselves: nothing to resolve, no script to find out.
_PLAIN = re.compile(r"(?:[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІіЎўҲҳҶҷӢӣӮӯ]+|[A-Za-z]+|[ء-غف-يٹ-ۓ]+)")


def tokens(name: str) -> list[str]:
    """The words of a name, in lower case, compatibility forms resolved; hyphens and dots separate."""
    if _PLAIN.fullmatch(name):
        return [name.lower()]
    return _TOKEN.findall(unicodedata.normalize("NFKC", name).translate(_CLEANED).lower())


def script_of(token: str) -> str:
    """`cyrillic`, `latin`, `arabic` (Kazakh letters), `persian` (Persian or Arabic letters) or `other`."""
    if token.isascii() or _LATIN.fullmatch(token):
        return "latin" if any(map(str.isalpha, token)) else "other"
    if _CYRILLIC.fullmatch(token):
        return "cyrillic"
    if _ARABIC.fullmatch(token):
        return "persian" if _TOTE.isdisjoint(token) else "arabic"
    counts = {"cyrillic": 0, "latin": 0, "arabic": 0, "other": 0}
    for char in token:
        point = ord(char)
        if 0x400 <= point < 0x530:
            counts["cyrillic"] += 1
        elif char.isalpha() and point < 0x250 or 0x1E00 <= point < 0x1F00:
            counts["latin"] += 1
        elif 0x600 <= point < 0x780 or 0xFB50 <= point < 0xFF00:
            counts["arabic"] += 1
        elif char.isalpha() and char not in "ʻʼʹʺəɵ":
            counts["other"] += 1
    best = max(counts, key=lambda name: counts[name])
    if best == "latin" and counts["cyrillic"]:
        return _mixed(token)
    if best == "cyrillic" and counts["latin"]:
        return _mixed(token)
    if best == "arabic":
        return "arabic" if any(char in _TOTE for char in token) else "persian"
    return best


def _mixed(token: str) -> str:
    """The script of a token with letters of two: the one that owns a letter no other script resembles."""
    latin = tables.homoglyphs("latin")
    cyrillic = tables.homoglyphs("cyrillic")
    own_cyrillic = sum(0x400 <= ord(c) < 0x530 and ord(c) not in latin for c in token)
    own_latin = sum(c.isalpha() and ord(c) < 0x250 and ord(c) not in cyrillic for c in token)
    return "latin" if own_latin > own_cyrillic else "cyrillic"


def repair(token: str, script: str) -> str:
    """Replace letters of a foreign script, and digits, by the look-alike of the token's own script."""
    if script not in {"latin", "cyrillic"} or _PLAIN.fullmatch(token):
        return token
    return token.translate(tables.homoglyphs(script))


@cache
def _pattern(script: str) -> re.Pattern[str]:
    keys = sorted(tables.letters(script), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, keys)) + "|.", re.DOTALL)


class _Single(dict[int, str]):
    """Letter -> sound for `str.translate`; a letter no table has is looked for once."""

    def __init__(self, script: str) -> None:
        self.script = script
        super().__init__({ord(key): sound for key, sound in tables.letters(script).items() if len(key) == 1})

    def __missing__(self, point: int) -> str:
        sound = self[point] = _plain(chr(point), self.script)
        return sound


@cache
def _single(script: str) -> _Single:
    return _Single(script)


@cache
def _digraph(script: str) -> re.Pattern[str]:
    keys = [key for key in tables.letters(script) if len(key) > 1]
    return re.compile("|".join(map(re.escape, keys)) or "(?!)")


def _letters(token: str, script: str) -> str:
    """The sound codes of a word; most words have no digraph and are translated letter by letter."""
    if _digraph(script).search(token):
        return "".join(sound for _, sound in pieces(token, script))
    return token.translate(_single(script))


def pieces(token: str, script: str) -> list[tuple[str, str]]:
    """(letters, sound code) of each letter or digraph of a word, before the context rules."""
    table = tables.letters(script)
    found = _pattern(script).findall(token)
    return [(text, table[text] if text in table else _plain(text, script)) for text in found]


def _plain(char: str, script: str) -> str:
    """A letter no table has: without its accent if that helps, else nothing."""
    base = unicodedata.normalize("NFD", char)[0]
    return tables.letters(script).get(base, "") if base != char else ""


_Rule = tuple[tuple[str, ...], re.Pattern[str], str]  # one of these must be there, pattern, what to put
_RULES: dict[str, list[_Rule]] = {
    "cyrillic": [],
    "latin": [
        (("ow", "off"), re.compile(r"o(?:w|ff)(?=a?$|na$|i[cCSK])"), "ov"),
        (("ew", "eff"), re.compile(r"e(?:w|ff)(?=a?$|na$|i[cCSK])"), "ev"),
        (("X",), re.compile(r"(?<=[aAe])X(?=$|[aeio]nd|im|[st])"), "ks"),
        (("X",), re.compile(r"X"), "h"),
        (("K",), re.compile(r"K(?=[eiy])"), "s"),
        (("K",), re.compile(r"K"), "k"),
        (("J",), re.compile(r"J(?=[^aAeiyoOuU]|$)"), "i"),
        (("J",), re.compile(r"J"), "j"),
        (("ae",), re.compile(r"(?<=[^aAeiyoOuUQWE])ae(?=[^aAeiyoOuUQWE])"), "A"),
        (("oe",), re.compile(r"(?<=[^aAeiyoOuUQWE])oe(?=[^aAeiyoOuUQWE])"), "O"),
        (("ue",), re.compile(r"(?<=[^aAeiyoOuUQWE])ue(?=[^aAeiyoOuUQWE])"), "U"),
        (("w",), re.compile(r"w"), "u"),
    ],
    "arabic": [],
    "persian": [
        (("G",), re.compile(r"^G(?=[aiB])"), ""),
        (("G",), re.compile(r"^G"), "a"),
        (("G",), re.compile(r"G"), ""),
        (("H",), re.compile(r"(?<=[^aAuUB])H$"), "a"),
        (("H",), re.compile(r"H"), "h"),
        (("B",), re.compile(r"^B|B(?=[aiu])"), "v"),
        (("B",), re.compile(r"B"), "u"),
        (("ai", "au"), re.compile(r"^a(?=[iu])"), ""),
    ],
}
_SHARED: list[_Rule] = [
    (("Q",), re.compile(r"(?<=[^aAeiyoOuUQWE])Q"), "a"),
    (("Q",), re.compile(r"Q"), "ia"),
    (("W",), re.compile(r"(?<=[^aAeiyoOuUQWE])W"), "U"),
    (("W",), re.compile(r"W"), "iu"),
    (("E",), re.compile(r"(?<=[^aAeiyoOuUQWE])E"), "O"),
    (("E",), re.compile(r"E"), "iO"),
    (("ii", "iy", "yi", "yy"), re.compile(r"[iy]{2,}"), "i"),
    (("ng",), re.compile(r"ng"), "n"),
]


_ORDERED = {script: (*rules, *_SHARED) for script, rules in _RULES.items()}
# Most words need none of the rules: one look tells.
_NEEDED = {
    script: re.compile("|".join(dict.fromkeys(need for needs, _, _ in rules for need in needs)))
    for script, rules in _ORDERED.items()
}


def context_of(text: str) -> str:
    """What the letters of a whole record say about an ambiguous one: which orthography it is in.

    `tote` (Kazakh Arabic letters: ain is ғ), `turkic` (Turkish or Kazakh Latin: c is ж), `iso9` (j is й), or "".
    """
    lowered = text.lower()
    letters = set(lowered)
    if not _TOTE.isdisjoint(letters):
        return "tote" if _PERSIAN_ONLY.isdisjoint(letters) else ""
    if not _TURKIC.isdisjoint(letters):
        return "turkic"
    if "j" in lowered and ("zh" in lowered or "ž" in lowered) and not _DZH.search(lowered):
        return "iso9"
    return ""


_DZH = re.compile(r"dj|dzh")


def sounds(token: str, context: str = "") -> str:
    """The sounds of one word (a result of `tokens`); empty when no letter is known.

    `context` is the result of `context_of` for the record the word comes from.
    """
    return heard(token, context)[0]


def heard(token: str, context: str = "") -> tuple[str, str]:
    """(sounds, script) of one word: see `sounds` and `script_of`."""
    script = found = script_of(token)
    if script == "other":
        from anyascii import anyascii

        token, script = anyascii(token).lower().replace(" ", ""), "latin"
    if script == "persian" and context == "tote":
        script = "arabic"
    token = repair(token, script)
    if script == "latin" and context == "turkic":
        token = token.replace("c", "j").replace("jh", "ch")
    if script == "latin" and context == "iso9":
        token = token.replace("j", "y")
    text = _letters(token, script)
    for needs, pattern, put in _ORDERED[script] if _NEEDED[script].search(text) else ():
        for need in needs:
            if need in text:
                text = pattern.sub(put, text)
                break
    return _once(text), "arabic" if script == "arabic" else found


def skeleton(text: str) -> str:
    """The coarse form of `sounds`: three vowel classes, doubled letters once."""
    return _once(text.translate(_CLASSES))


def _once(text: str) -> str:
    """Doubled letters once; most words have none, and looking is cheaper than replacing."""
    return _DOUBLE.sub(r"\1", text) if _DOUBLE.search(text) else text


def consonants(coarse: str) -> str:
    """The consonants of a skeleton in nine classes, for keys: no vowels, no v; b p f, d t, g k h, s z, ч ш as one.

    A name with fewer than two of them starts with a star: Али is `*l`, Ая is `*`.
    """
    bare = coarse.translate(_KEY)
    return bare if len(bare) > 1 else f"*{bare}"


def fold(name: str) -> str:
    """The skeleton of a name in any script, words joined by a space: `fold("Нұрсұлтан")` is `nursultan`.

    Same for Нурсултан, Nursultan, Nursūltan and نۇرسۇلتان. Unknown letters are dropped.
    """
    context = context_of(name)
    return " ".join(filter(None, (skeleton(sounds(token, context)) for token in tokens(name))))
