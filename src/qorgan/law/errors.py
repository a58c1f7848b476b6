"""Errors and warnings of the law engine: one stable code each, gentle sentences in three languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

Texts = dict[str, str]
LANGUAGES = ("kk", "ru", "en")

MESSAGES: dict[str, Texts] = {
    "LAW-01": {
        "kk": "Файлды оқу мүмкін болмады: {detail}. YAML немесе JSON екенін тексеріңіз.",
        "ru": "Файл не удалось прочитать: {detail}. Проверьте, что это YAML или JSON.",
        "en": "The file could not be read: {detail}. Check that it is YAML or JSON.",
    },
    "LAW-02": {
        "kk": "Мұнда істің жазбасы (кілт: мән) болуы керек.",
        "ru": "Здесь должна быть запись случая (ключ: значение).",
        "en": "A case (key: value) is expected here.",
    },
    "LAW-03": {
        "kk": "«{value}» деген кілт жоқ.",
        "ru": "Ключа «{value}» нет.",
        "en": "There is no key '{value}'.",
    },
    "LAW-04": {
        "kk": "«{value}» мұнда жарамайды. Тізім, сәйкестік немесе unknown күтіледі.",
        "ru": "«{value}» здесь не подходит. Ожидается список, соответствие или unknown.",
        "en": "'{value}' does not fit here. A list, a mapping or unknown is expected.",
    },
    "LAW-05": {
        "kk": "«{value}» деген мән түсініксіз. true, false, unknown немесе contested деп жазыңыз.",
        "ru": "Значение «{value}» непонятно. Напишите true, false, unknown или contested.",
        "en": "The value '{value}' is not clear. Write true, false, unknown or contested.",
    },
    "LAW-06": {
        "kk": "«{value}» күні түсініксіз. 2016, 2016-02, 2016-02-09, [бастап, дейін] немесе unknown деп жазыңыз.",
        "ru": "Дата «{value}» непонятна. Напишите 2016, 2016-02, 2016-02-09, [с, по] или unknown.",
        "en": "The date '{value}' is not clear. Write 2016, 2016-02, 2016-02-09, [from, to] or unknown.",
    },
    "LAW-07": {
        "kk": "«{value}» деген код жоқ.",
        "ru": "Кода «{value}» нет.",
        "en": "There is no code '{value}'.",
    },
    "LAW-08": {
        "kk": "Жас {age} деп, ал minor {minor} деп жазылған. Бұл екеуі қайшы: біреуін түзетіңіз.",
        "ru": "Возраст указан как {age}, а minor как {minor}. Это противоречит одно другому: исправьте одно из двух.",
        "en": "The age is given as {age} and minor as {minor}. These contradict each other: please correct one.",
    },
    "LAW-09": {
        "kk": "«{value}» елінің заңы бұл жинақта жоқ.",
        "ru": "Законов страны «{value}» в этом собрании нет.",
        "en": "The law of '{value}' is not in this collection.",
    },
    "LAW-10": {
        "kk": "«{value}» жасы түсініксіз. 0 мен 120 арасындағы санды, [кемі, көбі] немесе unknown деп жазыңыз.",
        "ru": "Возраст «{value}» непонятен. Напишите число от 0 до 120, [от, до] или unknown.",
        "en": "The age '{value}' is not clear. Write a number from 0 to 120, [from, to] or unknown.",
    },
    "LAW-11": {
        "kk": "«{child}» иә болса, «{parent}» жоқ бола алмайды. Біреуін түзетіңіз.",
        "ru": "Если «{child}» да, то «{parent}» не может быть нет. Исправьте одно из двух.",
        "en": "If '{child}' is true, '{parent}' cannot be false. Please correct one.",
    },
    "LAW-12": {
        "kk": "victim пен victims қатар жазылған. Біреуін қалдырыңыз.",
        "ru": "Указаны и victim, и victims. Оставьте одно.",
        "en": "Both victim and victims are given. Keep one.",
    },
    "LAW-13": {
        "kk": "«{value}» деген норма жоқ.",
        "ru": "Нормы «{value}» нет.",
        "en": "There is no provision '{value}'.",
    },
    "LAW-14": {
        "kk": "«{value}» деген өлшем жоқ.",
        "ru": "Мерила «{value}» нет.",
        "en": "There is no yardstick '{value}'.",
    },
    "LAW-15": {
        "kk": "Аралық кері жазылған: {value}. Алдымен ертерегін жазыңыз.",
        "ru": "Промежуток записан наоборот: {value}. Сначала более ранняя граница.",
        "en": "The interval runs backwards: {value}. Put the earlier end first.",
    },
    "LAW-16": {
        "kk": "Пәрмен түсініксіз: {detail}",
        "ru": "Команда непонятна: {detail}",
        "en": "The command is not clear: {detail}",
    },
    "LAW-17": {
        "kk": "Қай елдің заңы екені айтылмаған. jurisdiction жазыңыз (мысалы, KZ).",
        "ru": "Не сказано, чей закон применять. Укажите jurisdiction (например, KZ).",
        "en": "It is not said whose law applies. Give jurisdiction (for example KZ).",
    },
    "LAW-18": {
        "kk": "«{value}» деген реформа жоқ.",
        "ru": "Реформы «{value}» нет.",
        "en": "There is no reform '{value}'.",
    },
    "LAW-19": {
        "kk": "Туған күні мен жасы үйлеспейді: туған күні бойынша {computed}, жазылғаны {age}.",
        "ru": "Дата рождения и возраст расходятся: по дате {computed}, указано {age}.",
        "en": "Date of birth and age disagree: by the date {computed}, stated {age}.",
    },
    "LAW-20": {
        "kk": "Заң дерегіндегі қате: {detail}",
        "ru": "Ошибка в данных закона: {detail}",
        "en": "A fault in the law data: {detail}",
    },
    "LAW-21": {
        "kk": "Заң дерегінде белгісіз кілт: «{value}».",
        "ru": "Неизвестный ключ в данных закона: «{value}».",
        "en": "Unknown key in the law data: '{value}'.",
    },
    "LAW-22": {
        "kk": "Заң дерегінде белгісіз факт: «{value}».",
        "ru": "Неизвестный факт в данных закона: «{value}».",
        "en": "Unknown fact in the law data: '{value}'.",
    },
    "LAW-23": {
        "kk": "Бұл реформаны іске қосу мүмкін емес: {detail}",
        "ru": "Эту реформу нельзя просчитать: {detail}",
        "en": "This reform cannot be run: {detail}",
    },
    "LAW-24": {
        "kk": "Екі жәбірленуші көрсетілген, ал two_or_more_victims «жоқ» делінген. Біреуін түзетіңіз.",
        "ru": "Указано несколько пострадавших, а two_or_more_victims — «нет». Исправьте одно из двух.",
        "en": "Several victims are listed, yet two_or_more_victims is false. Please correct one.",
    },
    "LAW-25": {
        "kk": "«{first}» және «{second}» реформалары бір жерді өзгертеді. Оларды бөлек-бөлек қолданыңыз.",
        "ru": "Реформы «{first}» и «{second}» меняют одно и то же место. Примените их по отдельности.",
        "en": "The reforms '{first}' and '{second}' change the same place. Try them one at a time.",
    },
    "LAW-60": {
        "kk": "Әрекеттің күні белгісіз: қазіргі заң қолданылды. Күні анықталса, нәтиже өзгеруі мүмкін.",
        "ru": "Дата деяния неизвестна: применён нынешний закон. Когда дата станет известна, вывод может измениться.",
        "en": "The date of the act is not known: the present law was used. The result may change once it is known.",
    },
    "LAW-61": {
        "kk": "{provision}: {date} күнгі мәтіні белгісіз. Бұл «қылмыс жоқ» деген сөз емес, мәтінді табу керек.",
        "ru": "{provision}: текст на {date} неизвестен. Это не значит, что состава нет: текст нужно найти.",
        "en": "{provision}: the wording in force on {date} is not known. This does not mean there is no offence; "
        "the text must be found.",
    },
    "LAW-62": {
        "kk": "{provision}: мәтін тек {certain} күнінен бастап анық; бұрын өзгеше болуы мүмкін.",
        "ru": "{provision}: текст достоверен лишь с {certain}; раньше он мог быть иным.",
        "en": "{provision}: the wording is certain only from {certain}; before that it may have differed.",
    },
    "LAW-63": {
        "kk": "{provision}: {first} күнінен бұрынғы мәтіні жинақта жоқ. Бұл «қылмыс жоқ» деген сөз емес.",
        "ru": "{provision}: текста до {first} в собрании нет. Это не значит, что состава нет.",
        "en": "{provision}: no wording before {first} is in the collection. This does not mean there is no offence.",
    },
    "LAW-64": {
        "kk": "Деректер әртүрлі айтады: {facts}. Анықталғанша белгісіз деп есептелді.",
        "ru": "Источники расходятся: {facts}. Пока не выяснено, считается неизвестным.",
        "en": "Sources disagree on: {facts}. Treated as unknown until settled.",
    },
    "LAW-65": {
        "kk": "Жасы күмәнді, сондықтан бала деп есептелді. Ересек екені дәлелденсе, мыналар өзгереді: {provisions}.",
        "ru": "Возраст вызывает сомнение, поэтому человек считается ребёнком. Если окажется взрослым, изменятся: "
        "{provisions}.",
        "en": "The age is in doubt, so the person is treated as a child. If shown to be an adult, these change: "
        "{provisions}.",
    },
    "LAW-66": {
        "kk": "{dates} аралығында заң өзгерген: нақты күні нәтижеге әсер етеді.",
        "ru": "В промежутке {dates} закон менялся: от точной даты зависит вывод.",
        "en": "The law changed within {dates}: the exact day affects the result.",
    },
    "LAW-67": {
        "kk": "{provision}: кейінгі жеңілірек мәтін ({later}) бұрынғы әрекетке де қолданылады.",
        "ru": "{provision}: более мягкий поздний текст ({later}) применяется и к прежним деяниям.",
        "en": "{provision}: the later, more lenient wording ({later}) also applies to earlier acts.",
    },
    "LAW-68": {
        "kk": "{jurisdiction}: заң дерегінің бір бөлігі тексерілмеген (дәрежесі «{grade}»). "
        "Ресми мәтінмен салыстырыңыз.",
        "ru": "{jurisdiction}: часть данных о законе не проверена (степень «{grade}»). Сверьте с официальным текстом.",
        "en": "{jurisdiction}: part of this law data is unchecked (grade '{grade}'). "
        "Compare it with the official text.",
    },
    "LAW-69": {
        "kk": "{jurisdiction}: {date} күнгі бірде-бір қылмыстық норма жинақта жоқ. Бұл «қылмыс жоқ» деген сөз емес.",
        "ru": "{jurisdiction}: на {date} в собрании нет ни одной уголовной нормы. Это не значит, что состава нет.",
        "en": "{jurisdiction}: no offence in force on {date} is in the collection. This does not mean there is no "
        "offence.",
    },
    "LAW-70": {
        "kk": "Әрекет {dates} бойы созылған: оның аяқталған күнгі заңы қолданылды.",
        "ru": "Деяние длилось {dates}: применён закон на день его окончания.",
        "en": "The act lasted over {dates}: the law in force when it ended was used.",
    },
    "LAW-71": {
        "kk": "{provision}: {date} күні бұл мәтін қолданыста болғаны анықталмаған.",
        "ru": "{provision}: не установлено, действовал ли этот текст {date}.",
        "en": "{provision}: it is not established whether this wording was in force on {date}.",
    },
    "LAW-72": {
        "kk": "{provision}: кейінгі мәтін ({later}) жеңілірек болуы мүмкін; заңгер тексеруі керек.",
        "ru": "{provision}: поздний текст ({later}) может быть мягче; это должен проверить юрист.",
        "en": "{provision}: a later wording ({later}) may be more lenient; a lawyer should check.",
    },
    "LAW-73": {
        "kk": "{date} күні бұл өлшемдер әлі болмаған: {yardsticks}. "
        "Олар бүгінгі мәтінімен, салыстыру үшін ғана көрсетілген.",
        "ru": "На {date} этих стандартов ещё не было: {yardsticks}. "
        "Они показаны в нынешней редакции и только для сравнения.",
        "en": "On {date} these yardsticks did not exist yet: {yardsticks}. They are shown in their present wording, "
        "for comparison only.",
    },
}


def message(code: str, lang: str = "en", **values: Any) -> str:
    """The sentence of an error or warning code in one language; raises KeyError for an unknown code."""
    return MESSAGES[code][lang].format(**values)


def did_you_mean(value: object, known: Iterable[str]) -> str | None:
    """The nearest known word, or None when nothing is near."""
    near = difflib.get_close_matches(
        str(value).strip().lower().replace(" ", "_"), list(known), n=1, cutoff=0.6
    )
    return near[0] if near else None


class LawError(ValueError):
    """Bad input or bad law data: a code, the place, a sentence, perhaps the word that was meant."""

    def __init__(self, code: str, place: str = "", *, suggestion: str | None = None, **values: Any) -> None:
        self.code = code
        self.place = place
        self.suggestion = suggestion
        self.values = values
        super().__init__(f"{code} {place}: {message(code, 'en', **values)}")

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """The error object of the command line contract."""
        return {
            "code": self.code,
            "place": self.place,
            "message": message(self.code, lang, **self.values),
            "did_you_mean": self.suggestion,
        }
