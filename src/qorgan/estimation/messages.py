"""What the estimators say to a person: one stable code, three languages, Kazakh first.

Codes `EST-01` to `EST-19` are errors of input; `EST-20` and above are warnings that travel with a result.
"""

from __future__ import annotations

LANGUAGES = ("kk", "ru", "en")

# code -> (kk, ru, en); braces are filled by `text`
TEXTS: dict[str, tuple[str, str, str]] = {
    "EST-01": (
        "Файлды оқу мүмкін болмады: {detail}. CSV файлын UTF-8 кодтауымен сақтап, қайта көріңіз.",
        "Не удалось прочитать файл: {detail}. Сохраните CSV в кодировке UTF-8 и попробуйте снова.",
        "The file could not be read: {detail}. Save it as CSV in UTF-8 and try again.",
    ),
    "EST-02": (
        "Кемінде екі тізім мен сан бағаны керек. Бірінші жолға тізімдердің атын, соңғы бағанға санды жазыңыз.",
        "Нужны хотя бы два списка и столбец с числом. "
        "Первая строка: названия списков, последний столбец: число.",
        "At least two lists and a count column are needed. First row: names of lists; last column: the count.",
    ),
    "EST-03": (
        "«{value}» саны бүтін емес. Бағалауға нақты бүтін сан керек; «<5» сияқты жасырылған сан жарамайды.",
        "«{value}» не целое число. Для оценки нужно точное целое число; скрытое число вроде «<5» не подходит.",
        "“{value}” is not a whole number. An estimate needs exact whole counts; "
        "a hidden count such as “<5” cannot be used.",
    ),
    "EST-04": (
        "«{value}» мәні түсініксіз: бала тізімде бар болса 1, жоқ болса 0 деп жазыңыз.",
        "Непонятное значение «{value}»: 1, если ребёнок есть в списке, 0, если нет.",
        "“{value}” is not understood: write 1 if the child is on the list, 0 if not.",
    ),
    "EST-05": (
        "Бұл жолда ешбір тізім белгіленбеген, бірақ сан {value}. Ешкім көрмеген балаларды санау мүмкін емес: "
        "бағаланатыны дәл солар. Бұл жолды алып тастаңыз.",
        "В этой строке не отмечен ни один список, а число {value}. Детей, которых никто не видел, "
        "сосчитать нельзя: именно их мы и оцениваем. Удалите эту строку.",
        "This row marks no list, yet its count is {value}. Children nobody has seen cannot be counted: "
        "they are what is estimated. Remove this row.",
    ),
    "EST-06": (
        "«{value}» деген тізім кестеде жоқ.",
        "Списка «{value}» нет в таблице.",
        "There is no list “{value}” in the table.",
    ),
    "EST-07": (
        "«{value}» моделі түсініксіз. Үлгісі: A:B,C:D",
        "Непонятная модель «{value}». Образец: A:B,C:D",
        "The model “{value}” is not understood. Example: A:B,C:D",
    ),
    "EST-08": (
        "«{value}» деген әдіс жоқ. Әдістер: {allowed}.",
        "Нет метода «{value}». Методы: {allowed}.",
        "There is no method “{value}”. Methods: {allowed}.",
    ),
    "EST-09": (
        "«{option}» параметрі {allowed} болуы керек, ал берілгені: {value}.",
        "Параметр «{option}» должен быть {allowed}, а задано: {value}.",
        "Option “{option}” must be {allowed}, but it is {value}.",
    ),
    "EST-10": (
        "Бұл әдіске тізім тым көп: {value}, ең көбі {allowed}. Ұқсас тізімдерді біріктіріңіз.",
        "Для этого метода слишком много списков: {value}, не больше {allowed}. Объедините похожие списки.",
        "Too many lists for this method: {value}, at most {allowed}. Merge lists that are alike.",
    ),
    "EST-11": (
        "Тізім аты бос немесе қайталанған: «{value}». Әр тізімге бөлек ат беріңіз.",
        "Название списка пустое или повторяется: «{value}». Дайте каждому списку своё название.",
        "A list name is empty or used twice: “{value}”. Give each list its own name.",
    ),
    "EST-12": (
        "Кестеде бірде-бір адам жоқ.",
        "В таблице нет ни одного человека.",
        "There is nobody in the table.",
    ),
    "EST-13": (
        "Бекітілген модель үшін оның өзі керек: --model 'A:B,C:D'.",
        "Для заданной модели нужна сама модель: --model 'A:B,C:D'.",
        "A fixed model needs the model itself: --model 'A:B,C:D'.",
    ),
    "EST-14": (
        "Бұл кілтті хеш емес. Тізімге тек хештер кіреді, аты-жөні, ЖСН немесе телефон ешқашан кірмейді.",
        "Это не ключевой хеш. В список входят только хеши: ни имени, ни ИИН, ни телефона.",
        "This is not a keyed hash. Only hashes may join a list: never a name, identity number or telephone.",
    ),
    "EST-15": (
        "Жолда {value} ұяшық бар, ал тақырыпта {allowed}.",
        "В строке ячеек: {value}, а в заголовке: {allowed}.",
        "The row has {value} cells, the header has {allowed}.",
    ),
    "EST-16": (
        "«{value}» деген баған жоқ.",
        "Столбца «{value}» нет.",
        "There is no column “{value}”.",
    ),
    "EST-17": (
        "Тізімдер сипаттамасын оқу мүмкін болмады: {detail}.",
        "Не удалось прочитать описание списков: {detail}.",
        "The description of the lists could not be read: {detail}.",
    ),
    "EST-18": (
        "Команда түсініксіз: {detail}. Параметрлер тізімі: qorgan estimate --help",
        "Команда непонятна: {detail}. Список параметров: qorgan estimate --help",
        "The command is not understood: {detail}. All options: qorgan estimate --help",
    ),
    "EST-19": (
        "Нәтижені жазу мүмкін болмады: {detail}. Басқа файл атын немесе қалтаны таңдаңыз.",
        "Не удалось записать результат: {detail}. Выберите другой файл или папку.",
        "The result could not be written: {detail}. Choose another file or folder.",
    ),
    "EST-20": (
        "Бағалау мүмкін емес: байқалған балалар саны {n}, бұл шамамен 100-ден аз. Аралық берілмейді, "
        "нүктелік санды жарияламаңыз.",
        "Оценить нельзя: видно детей {n}, это меньше примерно 100. Интервал не даётся, "
        "точечное число не публикуйте.",
        "Not estimable: {n} children observed, fewer than about 100. No interval is given; "
        "do not publish the single number.",
    ),
    "EST-21": (
        "Екі-ақ тізім бар: тек Линкольн–Петерсен мен Чепмен есебі мүмкін. Ол тізімдер бір-біріне тәуелсіз деп "
        "санайды, мұны тексеру мүмкін емес.",
        "Только два списка: возможен лишь расчёт Линкольна–Петерсена и Чепмена. Он считает списки "
        "независимыми, и проверить это нельзя.",
        "Only two lists: nothing but Lincoln-Petersen and Chapman is possible. They take the lists as "
        "independent, which cannot be checked.",
    ),
    "EST-22": (
        "«{value}» тізімі ешбір басқа тізіммен қиылыспайды.",
        "Список «{value}» не пересекается ни с одним другим.",
        "List “{value}” overlaps with no other list.",
    ),
    "EST-23": (
        "Тізім жұптарының жартысынан көбінде ортақ бала жоқ ({empty}/{pairs}).",
        "Больше чем у половины пар списков нет общих детей ({empty} из {pairs}).",
        "More than half of the pairs of lists share no child ({empty} of {pairs}).",
    ),
    "EST-24": (
        "Қайта іріктеулердің {share} бағалау бермеді. Аралыққа сенуге болмайды.",
        "{share} повторных выборок не дали оценки. Интервалу доверять нельзя.",
        "{share} of the resamples gave no estimate. Do not trust the interval.",
    ),
    "EST-25": (
        "{method}: аралық тым кең, жоғарғы шегі төменгісінен {ratio} есе үлкен.",
        "{method}: интервал слишком широк, верхняя граница больше нижней в {ratio} раза.",
        "{method}: the interval is too wide, its upper end is {ratio} times the lower.",
    ),
    "EST-26": (
        "Барлық адамның {share} бір тізімнен: «{value}». Қорытынды осы бір тізімге тәуелді.",
        "{share} всех людей даёт один список: «{value}». Итог зависит от него одного.",
        "One list, “{value}”, supplies {share} of all people. The result hangs on it alone.",
    ),
    "EST-27": (
        "Тізімдер бір-біріне жібереді: {value}. Бұл жолдама жасаған тәуелділік: тізімдерді біріктіріңіз "
        "немесе моделге қосыңыз.",
        "Списки направляют друг другу: {value}. Это зависимость, созданная перенаправлением: объедините списки "
        "или включите её в модель.",
        "Lists refer to each other: {value}. Referral builds dependence in: merge the lists or model it.",
    ),
    "EST-28": (
        "Тізімдердегі анықтама, кезең немесе жасты есептеу ережесі әртүрлі: {value}. "
        "Мұндай тізімдерді салыстыруға болмайды.",
        "В списках разные определение, период или правило возраста: {value}. Такие списки несравнимы.",
        "Definition, period or rule of age differs between lists: {value}. Such lists are not comparable.",
    ),
    "EST-29": (
        "Балалар бірдей байқалмайды немесе тізімдер бір-біріне көмектеседі (жалпы тәуелділік z = {z}). Мұндайда "
        "бағалау әдетте төмен шығады: оны төменгі шек деп қараңыз.",
        "Детей видно не одинаково, или списки помогают друг другу (общая зависимость, z = {z}). В таких случаях "
        "оценка обычно занижена: считайте её нижней границей.",
        "Children are not equally likely to be seen, or lists help each other (common dependence, z = {z}). "
        "Estimates are then usually too low: read them as a lower bound.",
    ),
    "EST-30": (
        "Әдістер {ratio} есе айырма береді. Бір санды емес, аралықты және себептерін көрсетіңіз.",
        "Методы расходятся в {ratio} раза. Показывайте не одно число, а интервал и его причины.",
        "The methods differ by a factor of {ratio}. Show the range and its reasons, not one number.",
    ),
    "EST-31": (
        "Тізбектер келіспейді (R-hat = {rhat}). Жасырын топтар әдісінен сан берілмейді.",
        "Цепи не сошлись (R-hat = {rhat}). Метод скрытых классов числа не даёт.",
        "The chains do not agree (R-hat = {rhat}). The latent class method gives no number.",
    ),
    "EST-32": (
        "Жасырын топтар әдісінің үлестірімінде бірнеше шың бар: {value}. Бір сан оны көрсете алмайды.",
        "У распределения метода скрытых классов несколько вершин: {value}. Одно число его не передаёт.",
        "The latent class distribution has several peaks: {value}. One number cannot stand for it.",
    ),
    "EST-33": (
        "Тордың жоғарғы шегі ({value}) жауапқа әсер етеді: ықтималдықтың {share} шетінде жатыр.",
        "Верхняя граница сетки ({value}) влияет на ответ: {share} вероятности лежит у края.",
        "The upper end of the grid ({value}) shapes the answer: {share} of the probability lies at its edge.",
    ),
    "EST-34": (
        "Қайта іріктеуде қаралған модель саны өскен сайын аралық әлі өзгеріп тұр. --ntop санын арттырыңыз.",
        "Интервал ещё меняется с числом моделей в повторных выборках. Увеличьте --ntop.",
        "The interval still changes with the number of models tried in the resamples. Raise --ntop.",
    ),
    "EST-35": (
        "Тек бір әдіс сұралды. Шешім қабылдамас бұрын --method all арқылы бірнеше әдісті салыстырыңыз.",
        "Запрошен только один метод. До решения сравните несколько: --method all.",
        "Only one method was asked for. Compare several before deciding: --method all.",
    ),
    "EST-36": (
        "Бағалау тексеруге келмейтін болжамға сүйенеді: тізімдер арасында ең жоғары ретті байланыс жоқ. "
        "Көрінген деректерге бірдей сай модельдер әртүрлі жалпы сан береді. "
        "Балалардың байқалу мүмкіндігі әртүрлі болса, нақты сан бұдан көп.",
        "Оценка держится на непроверяемом допущении: нет связи высшего порядка между списками. Модели, "
        "одинаково согласные с видимыми данными, могут дать любое общее число. "
        "Если одних детей заметить труднее, чем других, настоящее число больше.",
        "The estimate rests on an assumption that cannot be tested: no highest-order link between lists. "
        "Models that fit the seen data equally well can give any total. "
        "If some children are harder to see than others, the true number is higher.",
    ),
    "EST-37": (
        "{method}: бұл деректерде бағалау жоқ ({value}).",
        "{method}: на этих данных оценки нет ({value}).",
        "{method}: no estimate exists on these data ({value}).",
    ),
    "EST-38": (
        "Тізімді жасырып тексеруде әдіс {value} тізімінің белгілі санын таппады.",
        "При проверке со скрытым списком метод не нашёл известного числа для: {value}.",
        "Hiding one list, the method did not find the known number for: {value}.",
    ),
    "EST-39": (
        "{method}: таңдалған модель көрінген деректерге сай келмейді (p = {p}).",
        "{method}: выбранная модель плохо описывает видимые данные (p = {p}).",
        "{method}: the chosen model does not fit the seen data (p = {p}).",
    ),
    "EST-40": (
        "{method}: тізім {value}; бұл әдіс ең көбі {allowed} тізімге арналған, сондықтан өткізілді.",
        "{method}: списков {value}; метод рассчитан не больше чем на {allowed}, поэтому пропущен.",
        "{method}: there are {value} lists; the method serves at most {allowed} and was left out.",
    ),
    "EST-42": (
        "Жазбаларды байланыстыру тәсілі қорытындыны {low} мен {high} аралығында өзгертеді. Бағаның қасында осы "
        "аралықты көрсетіңіз.",
        "В зависимости от связывания записей итог меняется от {low} до {high}. Показывайте этот разброс рядом с "
        "оценкой.",
        "Depending on how records are linked the total moves between {low} and {high}. Show this spread beside "
        "the estimate.",
    ),
    "EST-41": (
        "«{value}» тобы бөлек бағалауға тым аз: тек ортақ модельдегі мәні беріледі.",
        "Группа «{value}» мала для отдельной оценки: даётся только значение из общей модели.",
        "Group “{value}” is too small for an estimate of its own: only its value in the joint model is given.",
    ),
}


def text(code: str, language: str = "en", **values: object) -> str:
    """The sentence of `code` in `language` (kk, ru or en) with its places filled.

    Raises KeyError for an unknown code or language: both are faults of the program, not of the input.
    """
    return TEXTS[code][{"kk": 0, "ru": 1, "en": 2}[language]].format(**values)
