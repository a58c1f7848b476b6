"""What is known of one person, as it was written down, and the birth date as an interval."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qorgan.linkage import tables


class LinkageError(ValueError):
    """Input that cannot be used; `code` is stable (`LNK-..`), `place` names the field.

    Its sentence is `code` (or `code.about`) of `data/errors.csv`, filled with `values`.
    """

    def __init__(self, code: str, place: str, about: str = "", **values: object) -> None:
        self.code = code
        self.place = place
        self.about = about
        self.values = values
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The sentence in kk, ru or en."""
        wanted = f"{self.code}.{self.about}" if self.about else self.code
        sentence = next(row[lang] for row in tables.rows("errors") if row["code"] == wanted)
        return sentence.format(**self.values)

    def as_dict(self, lang: str = "en") -> dict[str, str]:
        """The error as the command line prints it."""
        return {"code": self.code, "place": self.place, "message": self.text(lang)}


@dataclass(frozen=True, slots=True)
class BirthDate:
    """The earliest and the latest day the person can have been born, both included."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        """Refuse an interval that ends before it begins (LNK-02)."""
        if self.latest < self.earliest:
            raise LinkageError("LNK-02", "dob")

    @property
    def year(self) -> int | None:
        """The birth year if only one is possible."""
        return self.earliest.year if self.earliest.year == self.latest.year else None

    @property
    def month(self) -> int | None:
        """The month if year and month are certain."""
        same = self.earliest.year == self.latest.year and self.earliest.month == self.latest.month
        return self.earliest.month if same else None

    @property
    def day(self) -> int | None:
        """The day if the whole date is certain."""
        return self.earliest.day if self.earliest == self.latest else None


def _plain_date(text: str) -> date | None:
    """A date as most are written, `YYYY-MM-DD`; None for anything else, also for what is no date."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


Dob = BirthDate | date | tuple[date, date] | str | None

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?")
_DMY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s*г\.?|\s*ж\.?)?")
_MY = re.compile(r"(\d{1,2})[-/.](\d{4})")
_SPAN = re.compile(r"(\d{4}[-\d]*)\s*(?:/|\.\.|–|—)\s*(\d{4}[-\d]*)")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _interval(year: int, month: int, day: int) -> BirthDate:
    """A date with month or day 0 for unknown; swaps day and month when only that gives a real date."""
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    if not month:
        return BirthDate(date(year, 1, 1), date(year, 12, 31))
    if not day:
        return BirthDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return BirthDate(date(year, month, day), date(year, month, day))


def parse_birth_date(value: Dob) -> BirthDate | None:
    """Read a birth date: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `DD.MM.YYYY`, `A/B` (interval), a date or a pair.

    Empty gives None. Raises LinkageError LNK-01 when the text is no date.
    """
    if value is None or isinstance(value, BirthDate):
        return value
    if isinstance(value, date):
        return BirthDate(value, value)
    if isinstance(value, tuple):
        return BirthDate(value[0], value[1])
    if whole := _plain_date(value):
        return BirthDate(whole, whole)
    text = value.translate(_DIGITS).strip().lstrip("~≈ ").strip()
    if not text:
        return None
    try:
        if span := _SPAN.fullmatch(text):
            first, last = parse_birth_date(span[1]), parse_birth_date(span[2])
            if first and last:
                return BirthDate(first.earliest, last.latest)
        if iso := _ISO.fullmatch(text):
            return _interval(int(iso[1]), int(iso[2] or 0), int(iso[3] or 0))
        if dmy := _DMY.fullmatch(text):
            return _interval(int(dmy[3]), int(dmy[2]), int(dmy[1]))
        if my := _MY.fullmatch(text):
            return _interval(int(my[2]), int(my[1]), 0)
    except LinkageError:
        raise
    except ValueError:
        pass
    raise LinkageError("LNK-01", "dob")


@dataclass(frozen=True, slots=True)
class Record:
    """One person as one body wrote them down. Anything but `rec_id` may be empty: empty means unknown.

    `dob` takes all that `parse_birth_date` takes; `sex` is `m`, `f` or empty; `region` any code, compared for
    equality; `mother` her name in any order; `documents` numbers of papers, compared with tolerance, never
    required and never part of a key.
    """

    rec_id: str
    surname: str = ""
    given: str = ""
    patronymic: str = ""
    dob: Dob = None
    sex: str = ""
    region: str = ""
    mother: str = ""
    documents: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, row: Mapping[str, str | None], id_column: str = "rec_id") -> Record:
        """A record from a CSV row; raises LinkageError LNK-03 without an id, LNK-01 for a bad date."""
        rec_id = (row.get(id_column) or "").strip()
        if not rec_id:
            raise LinkageError("LNK-03", id_column, column=id_column)
        text = {name: (row.get(name) or "").strip() for name in _TEXT}
        sex = _SEX.get(text.pop("sex").lower(), "")
        documents = tuple(part for part in re.split(r"[;,\s]+", row.get("documents") or "") if part)
        dob = parse_birth_date(row.get("dob") or "")
        return cls(rec_id=rec_id, dob=dob, sex=sex, documents=documents, **text)


_TEXT = ("surname", "given", "patronymic", "sex", "region", "mother")
_SEX = {
    **dict.fromkeys(("m", "male", "boy", "м", "муж", "мужской", "ер", "ұл", "1"), "m"),
    **dict.fromkeys(("f", "female", "girl", "w", "ж", "жен", "женский", "әйел", "қыз", "2"), "f"),
}
