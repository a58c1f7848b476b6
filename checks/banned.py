"""Words we do not use about people, and what we say instead. docs/glossary.md gives the reasons.

A message whose context (pgettext) begins with `law` quotes the law or names a procedural status and may use them.
"""

from __future__ import annotations

import re

# language -> (pattern, what to say instead)
BANNED: dict[str, list[tuple[str, str]]] = {
    "en": [
        (r"\bchild prostitut", "sexual exploitation of a child"),
        (r"\bchild porn", "child sexual abuse material"),
        (r"\bsex tourism", "sexual exploitation of a child in travel"),
        (r"\bchild soldier", "child associated with armed groups"),
        (r"\bcooling.off", "recovery and reflection period"),
        (r"\busers?\b", "officer, or person"),
        (r"\btips?\b", "anonymous message"),
        (r"\billegal (?:migrant|alien|immigrant)", "person without documents"),
        (r"\b(?:offender|perpetrator)s?\b", "named in the report, suspect, accused, convicted"),
        (r"\brunaway", "child is absent"),
        (r"\bprostitute", "sexually exploited person"),
        (r"\bproblem famil|\bdysfunctional famil", "family in a hard situation"),
    ],
    "ru": [
        (r"детск\w+ проституц", "сексуальная эксплуатация ребёнка"),
        (r"детск\w+ порнограф", "материалы о сексуальном насилии над ребёнком"),
        (r"секс-?туризм", "сексуальная эксплуатация ребёнка в поездках"),
        (r"проститутк", "человек в сексуальной эксплуатации"),
        (r"детей?-солдат|ребён\w+-солдат", "ребёнок, связанный с вооружёнными группами"),
        (r"охлажден", "период восстановления и размышления"),
        (r"пользовател", "сотрудник, человек"),
        (r"\bжертв", "пострадавший ребёнок, ребёнок"),
        (r"потерпевш", "только процессуальный статус: пострадавший ребёнок, ребёнок"),
        (r"\bучёт(?:а|у|ом|е)?\b|\bучет(?:а|у|ом|е)?\b", "сопровождение"),
        (r"\bдел(?:о|а|у|ом|е|ам|ами|ах)?\b", "случай; дело только в суде и следствии"),
        (r"неблагополучн\w+ сем", "семья в трудной ситуации"),
        (r"отказниц|кукушк", "мать, передавшая ребёнка"),
        (r"нелегал", "без документов"),
        (r"преступник", "названный в сообщении, подозреваемый, обвиняемый, осуждённый"),
        (r"беглец|беглянк|бродяг|беспризорн", "ребёнок отсутствует"),
        (r"донос|наводк", "анонимное сообщение"),
        (r"малолетн", "ребёнок"),
    ],
    "kk": [
        (r"балалар жезөкшел", "баланы сексуалдық қанау"),
        (r"балалар порнограф", "балаға сексуалдық зорлық материалдары"),
        (r"жезөкше", "сексуалдық қаналған адам"),
        (r"бала-?сарбаз", "қарулы топтарға қатысты бала"),
        (r"салқында", "қалпына келу және ойлану кезеңі"),
        (r"пайдаланушы", "қызметкер, адам"),
        (r"\bқұрбан", "зардап шеккен бала, бала"),
        (r"жәбірленуші", "тек іс жүргізу мәртебесі: зардап шеккен бала, бала"),
        (r"\bіс(?:тің|ті|ке|те|тен|тер\w*)?\b(?!-)", "жағдай; іс тек сот пен тергеуде"),
        (r"(?:алғашқы|бастапқы) тексер", "алғашқы бағалау"),
        (r"(?:есепке|есепте|есептен) (?:қою|алу|тұр|шығар)", "сүйемелдеу"),
        (r"қолайсыз отбас", "қиын жағдайдағы отбасы"),
        (r"көкек ана|тасбауыр ана", "баланы тапсырған ана"),
        (r"нелегал|заңсыз мигрант", "құжатсыз"),
        (r"қылмыскер", "хабарда аталған, күдікті, айыпталушы, сотталған"),
        (r"қашқын бала|қаңғыбас|панасыз", "бала жоқ (болмай тұр)"),
    ],
}
QUOTING = "law"


def banned_words(text: str, language: str, context: str = "") -> list[tuple[str, str]]:
    """(word found, what to say instead) for each banned word in a sentence."""
    if context.startswith(QUOTING):
        return []
    found = []
    for pattern, instead in BANNED[language]:
        if match := re.search(pattern, text, re.IGNORECASE):
            found.append((match.group(), instead))
    return found
