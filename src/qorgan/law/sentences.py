"""Sentences from templates in Kazakh, Russian and English. No sentence is composed any other way."""

from __future__ import annotations

from datetime import date

from .dates import FIRST_DAY, LAST_DAY, Span
from .errors import LANGUAGES, Texts
from .vocabulary import Vocabulary

TEMPLATES: dict[str, Texts] = {
    "holds": {
        "kk": "{element}. Анықталды: {facts}.",
        "ru": "{element}. Установлено: {facts}.",
        "en": "{element}. Established: {facts}.",
    },
    "holds_plain": {
        "kk": "{element}. Анықталды.",
        "ru": "{element}. Установлено.",
        "en": "{element}. Established.",
    },
    "fails": {
        "kk": "{element}. Бұл шарт орындалмаған: {facts}.",
        "ru": "{element}. Это условие не выполнено: {facts}.",
        "en": "{element}. This condition is not met: {facts}.",
    },
    "fails_plain": {
        "kk": "{element}. Бұл шарт орындалмаған.",
        "ru": "{element}. Это условие не выполнено.",
        "en": "{element}. This condition is not met.",
    },
    "exception": {
        "kk": "Ерекше жағдай қолданылады: {element}. {facts}.",
        "ru": "Действует исключение: {element}. {facts}.",
        "en": "An exception applies: {element}. {facts}.",
    },
    "clauses": {
        "kk": "Бұл бөлік үшін қажет жағдайлардың бірде-бірі жоқ.",
        "ru": "Нет ни одного из обстоятельств, которых требует эта часть.",
        "en": "None of the circumstances that this part requires is present.",
    },
    "facts": {
        "kk": "Жазылған деректер бойынша бұл норма қолданылмайды: {facts}.",
        "ru": "По записанным фактам эта норма не применяется: {facts}.",
        "en": "On the facts recorded this provision does not apply: {facts}.",
    },
    "presumption": {
        "kk": "Жасы күмәнді адам бала деп есептеледі, ересек екені дәлелденгенше.",
        "ru": "Человек, чей возраст вызывает сомнение, считается ребёнком, пока не доказано иное.",
        "en": "A person whose age is in doubt is treated as a child until shown otherwise.",
    },
    "true": {"kk": "{label}", "ru": "{label}", "en": "{label}"},
    "false": {"kk": "жоқ: {label}", "ru": "нет: {label}", "en": "not: {label}"},
    "presumed": {
        "kk": "{label} (жасы күмәнді болғандықтан солай есептелді)",
        "ru": "{label} (так считается, потому что возраст вызывает сомнение)",
        "en": "{label} (presumed, because the age is in doubt)",
    },
    "ask": {
        "kk": "Мынау анықталды ма: {label}?",
        "ru": "Установлено ли: {label}?",
        "en": "Is this established: {label}?",
    },
    "ask_date": {
        "kk": "Бұл нақты қай күні болды?",
        "ru": "В какой именно день это было?",
        "en": "On which day exactly did it happen?",
    },
    "missing": {
        "kk": "Белгісіз: {label}",
        "ru": "Неизвестно: {label}",
        "en": "Not known: {label}",
    },
    "missing_date": {
        "kk": "Белгісіз: әрекеттің нақты күні",
        "ru": "Неизвестно: точный день деяния",
        "en": "Not known: the exact day of the act",
    },
    "missing_version": {
        "kk": "Белгісіз: сол күні {label} мәтінінің қолданылғаны",
        "ru": "Неизвестно: действовал ли тогда текст {label}",
        "en": "Not known: whether the wording {label} applied on that day",
    },
    "change": {
        "kk": "Мынау өзгеше болса, норма қолданылуы мүмкін: {label}",
        "ru": "Норма могла бы применяться, будь иначе: {label}",
        "en": "The provision could apply if this were otherwise: {label}",
    },
    "advice": {
        "kk": "Бұл заң кеңесі емес. Жазылған деректер бойынша қай белгілер бары көрсетілген; шешімді адам қабылдайды.",
        "ru": "Это не юридическая консультация. Показано, какие признаки есть по записанным фактам; решает человек.",
        "en": "This is not legal advice. It shows which elements are present on the facts recorded; a person decides.",
    },
    "verdict_met": {"kk": "белгілері бар", "ru": "признаки есть", "en": "elements present"},
    "verdict_open": {"kk": "әзірге ашық", "ru": "пока открыто", "en": "still open"},
    "verdict_not_met": {"kk": "белгілері жоқ", "ru": "признаков нет", "en": "elements not present"},
    "heading_provisions": {"kk": "Нормалар", "ru": "Нормы", "en": "Provisions"},
    "heading_yardsticks": {
        "kk": "Халықаралық өлшемдер",
        "ru": "Международные стандарты",
        "en": "International yardsticks",
    },
    "heading_ask": {
        "kk": "Енді нені сұрау керек",
        "ru": "Что спросить дальше",
        "en": "What to ask next",
    },
    "heading_warnings": {"kk": "Ескертулер", "ru": "Предупреждения", "en": "Warnings"},
    "by_presumption": {
        "kk": "бала деген жорамал бойынша",
        "ru": "исходя из того, что это ребёнок",
        "en": "presuming a child",
    },
    "nothing": {
        "kk": "Бұл деректер бойынша норма табылмады.",
        "ru": "По этим фактам норм не найдено.",
        "en": "No provision was found on these facts.",
    },
    "grade_secondary": {
        "kk": "басқа дереккөзден",
        "ru": "из вторичного источника",
        "en": "from a second source",
    },
    "grade_background": {"kk": "тексерілмеген", "ru": "не проверено", "en": "not checked"},
    "grade": {"kk": "дәрежесі", "ru": "степень", "en": "grade"},
    "source": {"kk": "дереккөз", "ru": "источник", "en": "source"},
    "victim": {"kk": "жәбірленуші", "ru": "пострадавший", "en": "victim"},
    "gap_full": {"kk": "толық қамтылған", "ru": "охвачено полностью", "en": "fully covered"},
    "gap_partial": {
        "kk": "Ішінара қамтылған (сынақ саны {of}, қамтылғаны {covered}). {why}",
        "ru": "Охвачено частично (проверок {of}, охвачено {covered}). {why}",
        "en": "Partly covered ({covered} of {of} probes). {why}",
    },
    "gap_some": {
        "kk": "Ішінара қамтылған. {why}",
        "ru": "Охвачено частично. {why}",
        "en": "Partly covered. {why}",
    },
    "gap_absent": {
        "kk": "Қамтылмаған. {why}",
        "ru": "Не охвачено. {why}",
        "en": "Not covered. {why}",
    },
    "gap_unknown": {
        "kk": "Белгісіз: мәтін не дерек жинақта жоқ. {why}",
        "ru": "Неизвестно: текста или сведений в собрании нет. {why}",
        "en": "Not known: the text or the fact is not in the collection. {why}",
    },
    "gap_open": {
        "kk": "{provision}: мынаның анықталуына байланысты: {facts}.",
        "ru": "{provision}: зависит от того, установлено ли: {facts}.",
        "en": "{provision}: depends on whether this is established: {facts}.",
    },
    "gap_other": {
        "kk": "{provision} ғана қамтиды.",
        "ru": "Охватывает лишь {provision}.",
        "en": "Only {provision} reaches it.",
    },
}


def say(name: str, lang: str, **values: object) -> str:
    """One sentence; raises KeyError for an unknown template."""
    return TEMPLATES[name][lang].format(**values)


MONTHS = {
    "kk": ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
           "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


def day(value: date, lang: str) -> str:
    """A day as the language writes it."""
    month = MONTHS[lang][value.month - 1]
    return {
        "kk": f"{value.year} жылғы {value.day} {month}",
        "ru": f"{value.day} {month} {value.year} года",
        "en": f"{value.day} {month} {value.year}",
    }[lang]


def span(value: Span, lang: str) -> str:
    """Dates as far as known; an end that is not known is left out."""
    if value.exact:
        return day(value.first, lang)
    first = day(value.first, lang) if value.first > FIRST_DAY else "…"
    last = day(value.last, lang) if value.last < LAST_DAY else "…"
    return f"{first} – {last}"


def fact(vocabulary: Vocabulary, code: str, value: bool, lang: str) -> str:
    """A fact or its absence as a phrase."""
    return say("true" if value else "false", lang, label=vocabulary.label(code, lang))


def question(vocabulary: Vocabulary, code: str, lang: str) -> str:
    """The question for an unknown fact: its own if it has one."""
    atom = vocabulary.atom(code)
    return atom.question.get(lang) or say("ask", lang, label=atom.label[lang])


def complete() -> list[str]:
    """Templates that lack a language or whose placeholders differ; empty when all is well."""
    import re

    faults = []
    for name, texts in TEMPLATES.items():
        holes = {lang: sorted(re.findall(r"{(\w+)}", texts.get(lang, ""))) for lang in LANGUAGES}
        if set(texts) != set(LANGUAGES) or len({tuple(each) for each in holes.values()}) != 1:
            faults.append(name)
    return faults
