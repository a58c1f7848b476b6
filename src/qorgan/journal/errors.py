"""Refusals of the journal, and the faults its verification can name."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, dict[str, str]]] = {
    "JRN-01": {
        "kk": "Журналға тек кодтар, нөмірлер, сандар мен уақыт жазылады, еркін мәтін жазылмайды.",
        "ru": "В журнал пишутся только коды, идентификаторы, числа и время, но не свободный текст.",
        "en": "The journal takes codes, ids, numbers and times only, never free text.",
    },
    "JRN-02": {
        "kk": "Журнал жазбасының түрі дұрыс жазылмаған.",
        "ru": "Вид записи журнала написан неверно.",
        "en": "The kind of a journal entry is not well formed.",
    },
    "JRN-03": {
        "kk": "Журнал уақыт белдеуі бар уақытты қажет етеді.",
        "ru": "Журналу нужно время с часовым поясом.",
        "en": "The journal needs times with a time zone.",
    },
    "JRN-04": {
        "kk": "Журнал жазбасы тым ұзын.",
        "ru": "Запись журнала слишком длинная.",
        "en": "The journal entry is too long.",
    },
    "JRN-05": {
        "kk": "Журнал жазбасын өзгертуге немесе өшіруге болмайды.",
        "ru": "Запись журнала нельзя изменить или удалить.",
        "en": "A journal entry cannot be changed or deleted.",
    },
    "JRN-06": {
        "kk": "Куәге жазу мүмкін болмады, сондықтан бақылау нүктесі жасалмады.",
        "ru": "Не удалось записать свидетелю, поэтому контрольная точка не сделана.",
        "en": "The witness could not be written to, so no checkpoint was made.",
    },
    "JRN-21": {
        "kk": "Жазба өзгертілген.",
        "ru": "Запись изменена.",
        "en": "The entry was altered.",
    },
    "JRN-22": {
        "kk": "Мөрі бар жазба жоқ: ол өшірілген.",
        "ru": "Записи с печатью нет: она удалена.",
        "en": "A sealed entry is missing: it was deleted.",
    },
    "JRN-23": {
        "kk": "Жазбаның мөрі жоқ: ол журналды айналып өтіп қосылған немесе мөрі өшірілген.",
        "ru": "У записи нет печати: она добавлена в обход журнала, или печать удалена.",
        "en": "The entry has no seal: it was added past the journal, or its seal was deleted.",
    },
    "JRN-24": {
        "kk": "Мөрлердің реті бұзылған.",
        "ru": "Порядок печатей нарушен.",
        "en": "The seals are not in unbroken order.",
    },
    "JRN-25": {
        "kk": "Журналдың басы мөрлерге сай келмейді.",
        "ru": "Голова журнала не соответствует печатям.",
        "en": "The head of the journal does not match its seals.",
    },
    "JRN-26": {
        "kk": "Журнал қол қойылған бақылау нүктесіне сай келмейді.",
        "ru": "Журнал не соответствует подписанной контрольной точке.",
        "en": "The journal does not match a signed checkpoint.",
    },
    "JRN-27": {
        "kk": "Бақылау нүктесінің қолтаңбасы дұрыс емес немесе бөгде кілтпен қойылған.",
        "ru": "Подпись контрольной точки неверна или сделана чужим ключом.",
        "en": "The signature of a checkpoint is wrong or of a key that is not trusted.",
    },
    "JRN-28": {
        "kk": "Журнал қол қойылғаннан немесе куә көргеннен қысқа: соңы кесілген.",
        "ru": "Журнал короче, чем было подписано или видел свидетель: конец отрезан.",
        "en": "The journal is shorter than was signed or witnessed: its end was cut off.",
    },
    "JRN-29": {
        "kk": "Жазба куә көрген жазбаға сай келмейді: журнал қайта жазылған.",
        "ru": "Запись не та, что видел свидетель: журнал переписан.",
        "en": "The entry is not the one the witness saw: the journal was rewritten.",
    },
    "JRN-30": {
        "kk": "Журналды қорғайтын триггер жоқ немесе өшірулі.",
        "ru": "Триггер, охраняющий журнал, отсутствует или выключен.",
        "en": "A trigger that guards the journal is missing or switched off.",
    },
    "JRN-31": {
        "kk": "Куәнің жазбалары оқылмайды, толық емес немесе басқа журналдікі.",
        "ru": "Записи свидетеля не читаются, неполны или относятся к другому журналу.",
        "en": "The witness's records cannot be read, are incomplete, or are of another journal.",
    },
    "JRN-32": {
        "kk": "Жазбаның бағандары оның мәтініне сай келмейді.",
        "ru": "Столбцы записи не соответствуют её тексту.",
        "en": "The columns of the entry do not match its text.",
    },
    "JRN-33": {
        "kk": "Жазба журналдың қалпына келтірілгенін айтады, бірақ бұл жерде ол болуы мүмкін емес.",
        "ru": "Запись говорит о восстановлении журнала, которого на этом месте быть не могло.",
        "en": "The entry tells of a restore of the journal that cannot have been at this place.",
    },
}


def text(code: str, language: str = "en") -> str:
    """The sentence of a code in `kk`, `ru` or `en` (English for any other)."""
    return CODES[code].get(language, CODES[code]["en"])


class JournalError(Exception):
    """A refusal with a stable code (`JRN-NN`). `place` names the part at fault, never its value."""

    def __init__(self, code: str, place: str = "") -> None:
        self.code = code
        self.place = place
        super().__init__(f"{code}: {text(code)}" + (f" ({place})" if place else ""))
