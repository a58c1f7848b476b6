"""The rules of the clocks, read from `law/data/deadlines`: what, who, how long, counted how, resting on what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import get_language

# a duty of a referral that is its sender's: nothing is on its way while it runs
CAME_BACK = "dl.demo.referral.came_back"
# a guardian's consent under it is not good any more: its sender's too, while the body asked may go on helping
DOUBTED = "dl.demo.consent.doubted"
# a consent runs out soon, and with it the help under it: its sender's too
ENDING = "dl.demo.consent.ending"
OF_CONSENT = (DOUBTED, ENDING)


@dataclass(frozen=True)
class Rule:
    """One time limit. `length` None: the law gives no number; the clock then shows the duty without a day."""

    id: str
    name: Mapping[str, str]
    who: Mapping[str, str]
    length: int | None
    unit: str | None
    counting: str
    bound: str
    grade: str
    article: str
    source_url: str
    first_part_counts: bool  # detention: the first hour or day is counted
    rolls_on: bool  # a last day off moves the end to the next working day
    hours_round_up: bool  # the hour of the start is not counted
    body: str = ""  # the kind of body whose duty it is by law; "" where whoever keeps the file owes it

    def title(self) -> str:
        """The duty in the reader's language."""
        return _spoken(self.name)

    def source(self) -> str:
        """The article in the reader's language; "" when the rule rests on none."""
        for words, names in _SOURCES.items():
            if self.article.startswith(words):
                return _spoken(names) + _said(self.article.removeprefix(words))
        return "" if self.article == "none" else self.article

    def owner(self) -> str:
        """Whose duty it is, in the reader's language."""
        return _spoken(self.who)


_SOURCES: dict[str, dict[str, str]] = {
    "Family Code": {
        "kk": "Неке және отбасы туралы кодекс",
        "ru": "Кодекс о браке и семье",
        "en": "Family Code",
    },
    "Criminal Procedure Code": {
        "kk": "Қылмыстық-процестік кодекс",
        "ru": "Уголовно-процессуальный кодекс",
        "en": "Criminal Procedure Code",
    },
    "Code on Administrative Offences": {
        "kk": "Әкімшілік құқық бұзушылық туралы кодекс",
        "ru": "Кодекс об административных правонарушениях",
        "en": "Code on Administrative Offences",
    },
    "Law on the Rights of the Child": {
        "kk": "Баланың құқықтары туралы заң",
        "ru": "Закон о правах ребёнка",
        "en": "Law on the Rights of the Child",
    },
    "Law on advocacy": {
        "kk": "Адвокаттық қызмет және заң көмегі туралы заң",
        "ru": "Закон об адвокатской деятельности и юридической помощи",
        "en": "Law on advocacy",
    },
    "Migration Law": {
        "kk": "Халықтың көші-қоны туралы заң",
        "ru": "Закон о миграции населения",
        "en": "Migration Law",
    },
    "Health Code": {
        "kk": "Халық денсаулығы туралы кодекс",
        "ru": "Кодекс о здоровье народа",
        "en": "Health Code",
    },
    "Law 110-VIII": {
        "kk": "№\u00a0110\u2011VIII Заң",
        "ru": "Закон №\u00a0110\u2011VIII",
        "en": "Law 110-VIII",
    },
    "Standard of special social services": {
        "kk": "Арнаулы әлеуметтік қызметтер стандарты",
        "ru": "Стандарт специальных социальных услуг",
        "en": "Standard of special social services",
    },
    "Rules approved by the Prosecutor General,": {
        "kk": "Бас прокурор бекіткен қағидалар,",
        "ru": "Правила, утверждённые Генеральным прокурором,",
        "en": "Rules approved by the Prosecutor General,",
    },
}
# "117(2)", "7-17, 7-19, 7-20" or "article 16" after the name of a law
_ARTICLE = re.compile(r"^ (?:article )?(\d[\d(), -]*\d\)?|\d+)(?![\d.])")
_NUMBERED: dict[bool, dict[str, str]] = {  # one article, several
    False: {"kk": ", {0}\u2011бап", "ru": ", статья {0}", "en": ", article {0}"},
    True: {"kk": ", {0}\u2011баптар", "ru": ", статьи {0}", "en": ", articles {0}"},
}
_REMARKS: dict[str, dict[str, str]] = {
    " No. ": {"kk": " №\u00a0", "ru": " №\u00a0", "en": " No. "},
    "(order not read)": {
        "kk": "(бұйрықтың мәтіні табылмады)",
        "ru": "(текст приказа не найден)",
        "en": "(order not read)",
    },
    ", not read": {"kk": " (мәтіні табылмады)", "ru": " (текст не найден)", "en": " (text not found)"},
    " and order reg. ": {
        "kk": "; бұйрық, тіркеу №\u00a0",
        "ru": "; приказ, рег. №\u00a0",
        "en": "; order reg. ",
    },
}


def _said(rest: str) -> str:
    """What stands after the name of the law, in the reader's language."""
    rest = _ARTICLE.sub(_numbered, rest)
    for english, said in _REMARKS.items():
        rest = rest.replace(english, _spoken(said))
    return rest


def _numbered(found: re.Match[str]) -> str:
    article = found[1].replace("-", "\u2011")
    return _spoken(_NUMBERED[", " in article]).format(article)


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id."""
    text = files("qorgan.law").joinpath("data/deadlines/kz.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both
    found = (_rule(entry, data["counting_rules"]) for entry in data["deadlines"])
    return {rule.id: rule for rule in found}


def rule(rule_id: str) -> Rule:
    """One rule. Raises KeyError for an id that is not in the data."""
    return rules()[rule_id]


def _rule(entry: Mapping[str, Any], counting: Mapping[str, Any]) -> Rule:
    way: Mapping[str, Any] = next((each for each in counting.values() if _applies(each, entry["id"])), {})
    first_counts = entry["id"] in way.get("exceptions_first_hour_counts", ())
    stays = entry["id"] in way.get("exceptions_last_day_off_stays", ())
    return Rule(
        id=entry["id"],
        name=entry["name"],
        who=entry.get("who") or {},
        body=entry.get("body") or "",
        length=entry.get("length"),
        unit=entry.get("unit"),
        counting=entry["counting"],
        bound=entry["bound"],
        grade=entry["grade"],
        article=entry.get("article") or "",
        source_url=entry.get("source_url") or "",
        first_part_counts=first_counts,
        rolls_on=way.get("last_day_off") == "next_working_day" and not stays,
        hours_round_up=way.get("first_hour") == "not_counted" and not first_counts,
    )


def _applies(way: Mapping[str, Any], rule_id: str) -> bool:
    return any(rule_id.startswith(f"{prefix}.") for prefix in way.get("applies_to", ()))


def _spoken(texts: Mapping[str, str]) -> str:
    language = get_language() or "kk"
    return texts.get(language) or texts.get("ru") or texts.get("en") or ""
