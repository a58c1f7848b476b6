"""Every sentence of the two commands, by stable code, in Kazakh, Russian and English."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, str]] = {
    "DIS-01": {
        "kk": "«{file}» файлын оқу мүмкін болмады: {why}.",
        "ru": "Не удалось прочитать файл «{file}»: {why}.",
        "en": "The file {file!r} could not be read: {why}.",
    },
    "DIS-02": {
        "kk": "«{column}» деген баған жоқ. Бар бағандар: {known}.",
        "ru": "Столбца «{column}» нет. Есть столбцы: {known}.",
        "en": "There is no column {column!r}. The columns are: {known}.",
    },
    "DIS-03": {
        "kk": "Бұл жолда {found} ұяшық бар, ал тақырыпта {wanted} баған. Жолды түзетіп, қайта іске қосыңыз.",
        "ru": "В этой строке {found} ячеек, а в заголовке {wanted} столбцов. Исправьте строку и запустите снова.",
        "en": "This row has {found} cells, the header has {wanted} columns. Mend the row and run again.",
    },
    "DIS-04": {
        "kk": "«{column}» бағанында «{value}» деген код тізімде жоқ. Тізімді немесе жазбаны түзетіңіз.",
        "ru": "Кода «{value}» нет в списке столбца «{column}». Исправьте список или запись.",
        "en": "{value!r} is not in the code list of column {column!r}. Mend the list or the record.",
    },
    "DIS-05": {
        "kk": "Тұлғаның белгісі бос. Бір бала екі рет саналмауы үшін әр жолда белгі болуы керек.",
        "ru": "Нет идентификатора лица. Он нужен в каждой строке, чтобы ребёнок не был посчитан дважды.",
        "en": "The person id is empty. Every row needs one, so that no child is counted twice.",
    },
    "DIS-06": {
        "kk": "Файлда бірде-бір жазба жоқ.",
        "ru": "В файле нет ни одной записи.",
        "en": "The file holds no records.",
    },
    "DIS-07": {
        "kk": "Тақырыпта «{column}» бағаны екі рет тұр немесе аты бос.",
        "ru": "Столбец «{column}» стоит в заголовке дважды или не имеет имени.",
        "en": "The header has the column {column!r} twice, or a column without a name.",
    },
    "DIS-08": {
        "kk": "«{table}» кестесі дұрыс емес: {why}.",
        "ru": "Таблица «{table}» задана неверно: {why}.",
        "en": "The table {table!r} cannot be made: {why}.",
    },
    "DIS-09": {
        "kk": "«{name}» мәні «{value}» болмайды: {why}.",
        "ru": "Значение «{value}» для «{name}» не подходит: {why}.",
        "en": "{name} cannot be {value!r}: {why}.",
    },
    "DIS-10": {
        "kk": "Кілт файлы бос немесе оқылмайды. Кемінде 32 кездейсоқ байт жазып, құпия сақтаңыз.",
        "ru": "Файл ключа пуст или не читается. Запишите в него не менее 32 случайных байтов и храните в тайне.",
        "en": "The key file is empty or cannot be read. Put at least 32 random bytes in it and keep it secret.",
    },
    "DIS-11": {
        "kk": "Кестелер тым үлкен: {cells} ұяшық, шегі {limit}. Бағандарды азайтыңыз немесе кодтарды біріктіріңіз.",
        "ru": "Таблицы слишком велики: {cells} ячеек при пределе {limit}. Уберите столбцы или укрупните коды.",
        "en": "The tables are too large: {cells} cells, the limit is {limit}. Use fewer columns or coarser codes.",
    },
    "DIS-12": {
        "kk": "Кодтар тізімінің жолында екі мән болуы керек: баған және код.",
        "ru": "В строке списка кодов нужны два значения: столбец и код.",
        "en": "A row of the code list needs two values: column and code.",
    },
    "DIS-13": {
        "kk": "Бұрынғы шығарылымдармен бірге бұл кестелер кемінде бір баланы көрсетіп қояды. Шығарылмады.",
        "ru": "Вместе с прежними выпусками эти таблицы могли бы выдать ребёнка. Выпуск отклонён.",
        "en": "Beside the earlier releases these tables could point at a child. The release is refused.",
    },
    "DIS-14": {
        "kk": "Шығарылымдар журналының {line}-жолы бүлінген немесе өзгертілген. Сақтық көшірмеден қалпына келтіріңіз.",
        "ru": "Строка {line} журнала выпусков повреждена или изменена. Восстановите журнал из копии.",
        "en": "Line {line} of the release ledger is damaged or was changed. Restore the ledger from its copy.",
    },
    "DIS-15": {
        "kk": "«{value}» жыл емес, сондықтан жылдарды біріктіру мүмкін емес.",
        "ru": "«{value}» не год, поэтому годы нельзя объединить.",
        "en": "{value!r} is not a year, so the years cannot be pooled.",
    },
    "DIS-16": {
        "kk": "Файлға жазу мүмкін болмады: «{file}»: {why}.",
        "ru": "Не удалось записать файл «{file}»: {why}.",
        "en": "The file {file!r} could not be written: {why}.",
    },
    "DIS-17": {
        "kk": "«{table}» кестесінде соңғы шығарылымнан бері {step} адамнан аз өзгеріс бар. Күте тұрыңыз.",
        "ru": "В таблице «{table}» с прошлого выпуска изменилось менее {step} человек. Подождите.",
        "en": "In the table {table!r} fewer than {step} people changed since an earlier release. Please wait.",
    },
    "DIS-18": {
        "kk": "--ledger үшін --key-file қажет: шығарылымдар қатары бір тұрақты кілтпен ғана қорғалады.",
        "ru": "Для --ledger нужен --key-file: ряд выпусков защищён только одним постоянным ключом.",
        "en": "--ledger needs --key-file: only one lasting key protects a series of releases.",
    },
    "DIS-19": {
        "kk": "Команда түсініксіз: {detail}. Параметрлер тізімі: --help",
        "ru": "Команда непонятна: {detail}. Список параметров: --help",
        "en": "The command is not understood: {detail}. All options: --help",
    },
    "DIS-20": {
        "kk": "«{file}» файлы екі мақсатқа берілген. Әр нәтижеге бөлек файл не қалта атаңыз.",
        "ru": "Файл «{file}» указан для двух целей. Назовите для каждого результата свой файл или папку.",
        "en": "The file {file!r} is given for two purposes. Name a file or folder of its own for each.",
    },
    "DIS-21": {
        "kk": "Бір балаға арналған бүкіл бюджет {lifetime}, ал қалғаны {left}. Бұл шығарылым одан асып кетеді.",
        "ru": "Бюджет на ребёнка на все выпуски {lifetime}, осталось {left}. Этот выпуск его превысил бы.",
        "en": "The lifetime budget per child is {lifetime}, of it {left} is left. This release would exceed it.",
    },
    "DIS-22": {
        "kk": "«{table}» кестесінде мүмкін емес деп аталған ұяшықта адам бар. Тізімді немесе жазбаларды тексеріңіз.",
        "ru": "В таблице «{table}» кто-то стоит в ячейке, названной невозможной. Проверьте список или записи.",
        "en": "In the table {table!r} somebody stands in a cell named impossible. Check the list or the records.",
    },
    "DIS-31": {
        "kk": "Кілт файлы берілмеді: шу осы деректерден ғана алынды. Бірнеше шығарылым үшін --key-file қажет.",
        "ru": "Ключ не задан: шум взят только из этих данных. Для ряда выпусков нужен --key-file.",
        "en": "No key file was given: the noise comes from these data alone. A series of releases needs --key-file.",
    },
    "DIS-32": {
        "kk": "Кілт {length} байт қана; 32 кездейсоқ байт қажет.",
        "ru": "В ключе всего {length} байт; нужно 32 случайных байта.",
        "en": "The key has only {length} bytes; 32 random bytes are needed.",
    },
    "DIS-33": {
        "kk": "Бұрынғы шығарылымдармен салыстырылмады. Жариялау үшін --ledger қосыңыз.",
        "ru": "Сравнения с прежними выпусками не было. Для публикации добавьте --ledger.",
        "en": "Not compared with earlier releases. To publish, add --ledger.",
    },
    "DIS-34": {
        "kk": "--seed шуды қайталанатын етеді: санды білген адам қорғауды жояды. Жариялау үшін оны бермеңіз.",
        "ru": "--seed делает шум повторяемым: кто знает число, снимает защиту. Для публикации не задавайте --seed.",
        "en": "--seed makes the noise repeatable: whoever knows it undoes the protection. To publish, leave it out.",
    },
    "DIS-35": {
        "kk": "Код тізімі жоқ бағандар алынып тасталды: {columns}.",
        "ru": "Столбцы без списка кодов пропущены: {columns}.",
        "en": "Columns without a code list were left out: {columns}.",
    },
    "DIS-36": {
        "kk": "«{column}» бағанындағы сирек кодтар кестеге енгізілмеді.",
        "ru": "Редкие коды столбца «{column}» в таблицы не вошли.",
        "en": "Rare codes of column {column!r} are not in the tables.",
    },
    "DIS-38": {
        "kk": "Бұл кестелерде шу жоқ. Осы балалардың дәл осы бағандары бойынша жасанды жазбаларды қатар жарияламаңыз: "
        "олардың кепілдігі жойылады.",
        "ru": "В этих таблицах нет шума. Не публикуйте рядом синтетические записи тех же детей по тем же столбцам: "
        "их гарантия пропадёт.",
        "en": "These tables carry no noise. Do not publish synthetic records of the same children and columns beside "
        "them: their guarantee would be void.",
    },
    "DIS-39": {
        "kk": "Бұл шығарылым өмірлік бюджетке жазылмады. Жариялау үшін --ledger мен --lifetime қосыңыз.",
        "ru": "Этот выпуск не внесён в общий бюджет. Для публикации добавьте --ledger и --lifetime.",
        "en": "This release is not entered in a lifetime budget. To publish, add --ledger and --lifetime.",
    },
    "DIS-40": {
        "kk": "Бұл кестелердің ортақ жиынтықтары бар, барлығы {cells} ұяшық: қорғау {minutes} минутқа жуық "
        "уақыт не одан көп алуы мүмкін. Баған азайса не кодтар ірілесе, тезірек бітеді.",
        "ru": "У этих таблиц общие итоги, вместе в них {cells} ячеек: защита может занять около {minutes} мин. "
        "или больше. С меньшим числом столбцов или более крупными кодами будет быстрее.",
        "en": "These tables share margins and have {cells} cells together: to protect them may take about "
        "{minutes} minutes or more. With fewer columns or coarser codes it is faster.",
    },
    "DIS-37": {
        "kk": "Эпсилон {epsilon} тым үлкен: мұндай бюджет әлсіз ғана қорғайды.",
        "ru": "Эпсилон {epsilon} слишком велик: такой бюджет защищает слабо.",
        "en": "Epsilon {epsilon} is large: such a budget protects only weakly.",
    },
}


def sentence(code: str, lang: str = "en", **facts: object) -> dict[str, str]:
    """A warning as `{"code", "text"}`."""
    return {"code": code, "text": MESSAGES[code][lang].format(**facts)}
