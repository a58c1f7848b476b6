"""The invented words of the demonstration: kinds of stories, places, children. Nothing here happened to anyone."""

from __future__ import annotations

from typing import Any

REASONS_YES = (
    "Көрсетілім: баланың сөзі мен жол құжаттары бір-біріне сәйкес келеді. "
    "Показ: рассказ ребёнка и документы совпадают."
)
REASONS_NO = "Показ: признаков торговли не найдено, ребёнку нужна другая защита (трудная семейная ситуация)."
REASONS_REVIEW = "Показ: появились новые сообщения, просим посмотреть решение ещё раз."
NOTE = "Көрсетілім: бала түнде жарықты өшіргенді ұнатпайды. / Показ: ребёнок боится темноты."
SERVICE_NOTE = "Показ: всё прошло спокойно."
CLOSING = "Показ: ребёнок дома у тёти, школа знает, кому звонить."
REOPENING = "Показ: ребёнок сам попросил о помощи."
CONTACT = "Сынып жетекшісі арқылы (ойдан шығарылған)"
NEVER = "Үй телефонына қоңырау шалмаңыз"

KINDS: list[dict[str, Any]] = [
    {
        "report": "Көрсетілім: базарда күні бойы жүк тасиды, ақшаны бөтен адам алады. Кешке оны фургонмен әкетеді.",
        "summary": "Көрсетілім: базардағы мәжбүрлі еңбек.",
        "seen": "шамамен 13 жаста, сұр күртеше (ойдан)",
        "age": "13",
        "languages": "өзбек, орыс",
        "facts": {
            "acts": {"harbouring": "true", "exploitation": "true", "transportation": "unknown"},
            "means": {"abuse_of_vulnerability": "true"},
            "purposes": {"forced_labour": "true"},
        },
        "places": [{"country": "KZ", "region": "KZ-75"}],
    },
    {
        "report": "Показ: девочка просит милостыню у мечети, рядом всегда один и тот же взрослый, он её пересчитывает.",
        "summary": "Показ: принуждение к попрошайничеству.",
        "seen": "лет 9, красная шапка (выдумано)",
        "age": "около 9",
        "languages": "русский",
        "facts": {
            "acts": {"recruitment": "unknown", "exploitation": "true"},
            "means": {"coercion": "true"},
            "purposes": {"begging": "true"},
        },
        "places": [{"country": "KZ", "region": "KZ-79"}],
    },
    {
        "report": "Көрсетілім: желіде «модельдік жұмыс» ұсынып, билет алып бермек болған. Қыз анасына айтқан.",
        "summary": "Көрсетілім: желі арқылы азғыру, шекара асыру әрекеті.",
        "seen": "16 жаста (ойдан)",
        "age": "16",
        "languages": "қазақ",
        "facts": {
            "acts": {"recruitment": "true", "enticement": "true", "arranging_travel": "true"},
            "means": {"deception": "true"},
            "purposes": {"sexual_exploitation": "unknown"},
            "circumstances": {"online": "true", "cross_border": "unknown"},
        },
        "places": [{"country": "KZ", "region": "KZ-61"}],
    },
    {
        "report": "Показ: мальчик два года пасёт скот без оплаты, документов нет, хозяин не пускает в посёлок.",
        "summary": "Показ: принудительный труд на отдалённой точке.",
        "seen": "лет 15, говорит по-узбекски (выдумано)",
        "age": "14-16",
        "languages": "узбекский",
        "facts": {
            "acts": {"receipt": "true", "exploitation": "true", "sale": "contested"},
            "means": {"document_confiscation": "true", "confinement": "unknown"},
            "purposes": {"forced_labour": "true"},
            "circumstances": {"cross_border": "true"},
        },
        "places": [{"country": "UZ"}, {"country": "KZ", "region": "KZ-61"}],
    },
    {
        "report": "Көрсетілім: жаңа туған нәрестені ақшаға беру туралы әңгіме естілді. Анасы жалғыз, қарызы бар.",
        "summary": "Көрсетілім: нәрестені ақшаға беру белгілері.",
        "seen": "жаңа туған",
        "age": "0",
        "languages": "",
        "facts": {
            "acts": {"sale": "unknown", "transfer": "unknown"},
            "means": {"abuse_of_vulnerability": "unknown"},
            "purposes": {"illegal_adoption": "unknown"},
            "circumstances": {"remuneration": "contested"},
        },
        "places": [{"country": "KZ", "region": "KZ-35"}],
    },
]
PLACES: list[dict[str, Any]] = [
    {
        "kind": "shelter",
        "address": "Ойдан көшесі, 0",
        "adult": "Кезекші тәрбиеші (ойдан)",
        "phone": "0-000-001",
    },
    {"kind": "hospital", "address": "Улица Выдуманная, 0", "adult": "Дежурная медсестра (выдумано)"},
    {"kind": "relatives", "address": "Ойдан ауылы", "adult": "Әпкесі (ойдан)"},
    {"kind": "home", "address": "Улица Несуществующая, 0", "adult": "Бабушка (выдумано)"},
    {"kind": "unknown"},
    {"kind": "foster", "address": "Ойдан көшесі, 00", "adult": "Қабылдаушы отбасы (ойдан)"},
]
GIVEN = [
    ("Нұрсұлтан", "Nursultan", "male"),
    ("Әсел", "Assel", "female"),
    ("Жанерке", "Zhanerke", "female"),
    ("Данияр", "Daniyar", "male"),
    ("Мадина", "Madina", "female"),
    ("Бекзат", "Bekzat", "male"),
    ("Айша", "Aisha", "female"),
    ("Алихан", "Alikhan", "male"),
    ("Камила", "Kamila", "female"),
    ("Тимур", "Timur", "male"),
    ("Гүлім", "Gulim", "female"),
    ("Ерасыл", "Yerassyl", "male"),
]


def child(number: int) -> dict[str, Any]:
    """An invented child; every ninth has no identity at all, only a code known to one body."""
    kk, latin, sex = GIVEN[number % len(GIVEN)]
    age = (13, 9, 16, 15, 0)[number % 5]
    facts: dict[str, Any] = {
        "sex": sex,
        "age_from": max(age - 1, 0),
        "age_to": age + 1 if age else 0,
        "age_status": ("declared", "documented", "presumed", "assessed")[number % 4],
        "citizenships": [["KZ"], ["KZ"], ["UZ"], [], ["KG"]][number % 5],
        "languages": [["kk"], ["ru"], ["uz", "ru"], ["kk", "ru"], ["ky"]][number % 5],
        "needs": [["woman_only"], [], ["interpreter"], ["easy_language"], ["medicine"]][number % 5],
    }
    if number % 9 == 8:
        return facts | {"code": f"SENIM-{number:03}"}
    year = str(2026 - age)
    patronymic = "Үлгіұлы" if sex == "male" else "Үлгіқызы"
    names = [{"kind": "used", "surname": "Ойдантуған", "given": kk, "patronymic": patronymic}]
    if number % 3 == 0:
        names.append({"kind": "document", "surname": "OIDANTUGAN", "given": latin.upper(), "patronymic": ""})
    birth = {
        "kind": "estimated" if number % 2 else "known",
        "from": year if number % 2 else f"{year}-05-1{number % 10}",
    }
    return facts | {
        "names": names,
        "birth": birth | {"to": birth["from"]},
        "needs_note": "Көрсетілім: түнде қорқады.",
    }
