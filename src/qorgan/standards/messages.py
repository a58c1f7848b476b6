"""What the standards library says to a person: one stable code, three languages, Kazakh first.

`STD-01` to `STD-29` are errors; `STD-30` and above are remarks that travel with a good result.
"""

from __future__ import annotations

LANGUAGES = ("kk", "ru", "en")

# code -> (kk, ru, en)
TEXTS: dict[str, tuple[str, str, str]] = {
    "STD-01": (
        "Файлды оқу мүмкін болмады: {detail}. UTF-8 кодтауымен сақтап, қайта көріңіз.",
        "Не удалось прочитать файл: {detail}. Сохраните его в UTF-8 и попробуйте снова.",
        "The file could not be read: {detail}. Save it in UTF-8 and try again.",
    ),
    "STD-02": (
        "Файл CSV де, JSON да емес: {detail}.",
        "Файл не CSV и не JSON: {detail}.",
        "The file is neither CSV nor JSON: {detail}.",
    ),
    "STD-03": (
        "Стандартта «{value}» деген баған жоқ.",
        "В стандарте нет столбца «{value}».",
        "The standard has no column “{value}”.",
    ),
    "STD-04": (
        "Бағандар CTDC файлдарының белгілі түріне сай емес. Артығы: {extra}. Жетпейтіні: {missing}.",
        "Столбцы не совпадают ни с одним известным файлом CTDC. Лишние: {extra}. Не хватает: {missing}.",
        "The columns fit no known CTDC file. Too many: {extra}. Missing: {missing}.",
    ),
    "STD-05": (
        "«{value}» мәні «{code_list}» тізімінде жоқ.",
        "Значения «{value}» нет в списке «{code_list}».",
        "“{value}” is not in the list “{code_list}”.",
    ),
    "STD-06": (
        "«{value}» күні түсініксіз. Үлгісі: 2024-05-31, 2024-05, 2024 немесе 31.05.2024.",
        "Непонятная дата «{value}». Образец: 2024-05-31, 2024-05, 2024 или 31.05.2024.",
        "The date “{value}” is not understood. Examples: 2024-05-31, 2024-05, 2024 or 31.05.2024.",
    ),
    "STD-07": (
        "«{value}» сан емес.",
        "«{value}» не число.",
        "“{value}” is not a number.",
    ),
    "STD-08": (
        "«{value}» түсініксіз: true немесе false деп жазыңыз; белгісіз болса, бос қалдырыңыз.",
        "Непонятно «{value}»: напишите true или false; если неизвестно, оставьте пустым.",
        "“{value}” is not understood: write true or false; leave it empty if unknown.",
    ),
    "STD-09": (
        "«{value}» деген ел коды жоқ (ISO 3166-1, мысалы KZ немесе KAZ).",
        "Нет кода страны «{value}» (ISO 3166-1, например KZ или KAZ).",
        "There is no country code “{value}” (ISO 3166-1, for example KZ or KAZ).",
    ),
    "STD-10": (
        "«{value}» тіл коды емес (ISO 639, мысалы kaz).",
        "«{value}» не код языка (ISO 639, например kaz).",
        "“{value}” is not a language code (ISO 639, for example kaz).",
    ),
    "STD-11": (
        "Жолда {value} ұяшық бар, ал тақырыпта {allowed}.",
        "В строке ячеек: {value}, а в заголовке: {allowed}.",
        "The row has {value} cells, the header has {allowed}.",
    ),
    "STD-12": (
        "«{value}» белгісіз. Мүмкін болатыны: {allowed}.",
        "Неизвестно «{value}». Возможно: {allowed}.",
        "“{value}” is not known. Possible: {allowed}.",
    ),
    "STD-13": (
        "Жазба «кілт: мән» түрінде болуы керек.",
        "Запись должна состоять из пар «ключ: значение».",
        "A record must consist of “key: value” pairs.",
    ),
    "STD-14": (
        "Профильде «{value}» деген өріс жоқ.",
        "В профиле нет поля «{value}».",
        "The profile has no field “{value}”.",
    ),
    "STD-15": (
        "Міндетті өріс жоқ: «{value}».",
        "Нет обязательного поля «{value}».",
        "A required field is missing: “{value}”.",
    ),
    "STD-16": (
        "«{value}» мәнінің түрі дұрыс емес: {allowed} керек.",
        "У значения «{value}» не тот вид: нужно {allowed}.",
        "“{value}” is of the wrong kind: {allowed} is needed.",
    ),
    "STD-17": (
        "Профильдің «{value}» нұсқасы белгісіз. Белгілісі: {allowed}.",
        "Неизвестна версия профиля «{value}». Известна: {allowed}.",
        "Version “{value}” of the profile is not known. Known: {allowed}.",
    ),
    "STD-18": (
        "Жалпы сан тек «Dimension = Total» жолдарынан алынады. «{value}» бойынша қосуға болмайды: "
        "бір бала бірнеше жолда тұруы мүмкін.",
        "Итог берётся только из строк «Dimension = Total». По «{value}» складывать нельзя: "
        "один ребёнок может стоять в нескольких строках.",
        "Totals come only from rows with “Dimension = Total”. Rows by “{value}” cannot be added: "
        "one child may stand in several.",
    ),
    "STD-19": (
        "«{value}» жасырын сан: онымен есептеуге болмайды.",
        "«{value}» скрытое число: считать с ним нельзя.",
        "“{value}” is a hidden count: nothing can be computed from it.",
    ),
    "STD-20": (
        "GLOTIP файлының бағандары сай емес. Жетпейтіні: {missing}.",
        "Столбцы файла GLOTIP не совпадают. Не хватает: {missing}.",
        "The columns of the GLOTIP file do not fit. Missing: {missing}.",
    ),
    "STD-21": (
        "«{value}» тобының халық саны берілмеген.",
        "Не дана численность населения для группы «{value}».",
        "The population of group “{value}” is not given.",
    ),
    "STD-22": (
        "«{value}» баған екі рет кездеседі.",
        "Столбец «{value}» встречается дважды.",
        "Column “{value}” occurs twice.",
    ),
    "STD-23": (
        "«{value}» белгісі түсініксіз: 1 немесе бос болуы керек.",
        "Непонятный признак «{value}»: должно быть 1 или пусто.",
        "The flag “{value}” is not understood: it must be 1 or empty.",
    ),
    "STD-24": (
        "Нәтижені жазу мүмкін болмады: {detail}. Басқа файл не қалта таңдаңыз.",
        "Не удалось записать результат: {detail}. Выберите другой файл или папку.",
        "The result could not be written: {detail}. Choose another file or folder.",
    ),
    "STD-25": (
        "Нәтиже бастапқы файлдың үстіне жазылар еді. Басқа файл атын беріңіз.",
        "Результат затёр бы исходный файл. Задайте другое имя файла.",
        "The result would overwrite its source. Give another file name.",
    ),
    "STD-26": (
        "Мұнда HTCDS өрісі бірде-біреу жоқ. Бұл HTCDS файлы екеніне көз жеткізіңіз.",
        "Здесь нет ни одного поля HTCDS. Проверьте, тот ли это файл.",
        "There is no HTCDS field here at all. Check that this is the right file.",
    ),
    "STD-27": (
        "Команда түсініксіз: {detail}. Параметрлер тізімі: --help",
        "Команда непонятна: {detail}. Список параметров: --help",
        "The command is not understood: {detail}. All options: --help",
    ),
    "STD-30": (
        "Бұл файл қорғалмаған: онда жеке балалар туралы жолдар бар. Оны жарияламаңыз.",
        "Этот файл не защищён: в нём строки об отдельных детях. Не публикуйте его.",
        "This file is not protected: it holds rows about single children. Do not publish it.",
    ),
    "STD-31": (
        "Мақсатты форматта орны жоқ өрістер жазылмады: {value}.",
        "Не записаны поля, которым нет места в целевом формате: {value}.",
        "Fields that have no place in the target format were left out: {value}.",
    ),
    "STD-32": (
        "Болжаммен сәйкестендірілді: {value}.",
        "Сопоставлено с допущением: {value}.",
        "Mapped on an assumption: {value}.",
    ),
    "STD-33": (
        "{year}, {indicator}: «{part}» бойынша қосынды ({low} немесе көп) жалпы саннан ({high}) асады. "
        "Жібермес бұрын тексеріңіз.",
        "{year}, {indicator}: сумма по «{part}» (не меньше {low}) больше итога ({high}). "
        "Проверьте до отправки.",
        "{year}, {indicator}: the sum by “{part}” (at least {low}) exceeds the total ({high}). "
        "Check before sending.",
    ),
    "STD-34": (
        "IC-TIP кодтары әлі расталмаған: «L:» деп басталатын кодтар жобанікі.",
        "Коды IC-TIP ещё не подтверждены: коды с «L:» принадлежат проекту.",
        "IC-TIP codes are not verified yet: codes beginning with “L:” are the project's own.",
    ),
    "STD-35": (
        "Оқылды: {read}, жазылды: {written}, қатесі бары: {bad}.",
        "Прочитано: {read}, записано: {written}, с ошибками: {bad}.",
        "Read: {read}, written: {written}, with errors: {bad}.",
    ),
}


def text(code: str, language: str = "en", **values: object) -> str:
    """The sentence of `code` in `language` (kk, ru or en) with its places filled.

    Raises KeyError for an unknown code or language: both are faults of the program, not of the input.
    """
    return TEXTS[code][{"kk": 0, "ru": 1, "en": 2}[language]].format(**values)
