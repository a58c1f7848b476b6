"""One invented child in three files: two of one body in two scripts, one of another body; and what the linker finds."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from qorgan.agencies.access import viewer_of
from qorgan.cases import actions as cases
from qorgan.config.database import LINKER, as_role
from qorgan.demo.country import Country
from qorgan.linking import actions, matching

PROVISION = "Көрсету бұйрығы № 0 / Приказ для показа № 0 / Demonstration order No. 0"
BIRTH = {"kind": "known", "from": "2012-03-04", "to": "2012-03-04"}
# keeper, days ago, spelling, mother
FILES: tuple[tuple[str, int, dict[str, str], str], ...] = (
    (
        "aigul",
        40,
        {"kind": "document", "surname": "Қиялбеков", "given": "Нұрсұлтан", "patronymic": "Ойұлы"},
        "Айсұлу Қиялбекова",
    ),
    ("aigul", 3, {"kind": "used", "surname": "Qiialbekov", "given": "Nursultan", "patronymic": ""}, ""),
    ("kamila", 2, {"kind": "used", "surname": "Киялбеков", "given": "Нурсултан", "patronymic": ""}, ""),
)


def tell(country: Country, *, now: dt.datetime) -> list[tuple[UUID, UUID]]:
    """State the legal basis and open the three files; gives (case, officer) of each."""
    earlier = now - dt.timedelta(days=300)
    watcher = viewer_of(country.officers["qanat"], now=earlier)
    actions.state_basis(in_force=True, provision=PROVISION, by=watcher, now=earlier)
    opened = []
    for login, days, name, mother in FILES:
        at = now - dt.timedelta(days=days)
        keeper = viewer_of(country.officers[login], now=at)
        child: dict[str, Any] = {
            "names": [name],
            "birth": BIRTH,
            "sex": "male",
            "languages": ["kk"],
            "citizenships": ["KZ"],
        }
        case = cases.open_case(
            report=None,
            child=child | ({"mother": mother} if mother else {}),
            place={"kind": "shelter", "until": now + dt.timedelta(days=1)},
            form_token=uuid4(),
            without_care="no",
            by=keeper,
            now=at,
        )
        opened.append((case.id, keeper.officer.id))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'linking' AND status = 'todo'")
    return opened


def match(told: list[tuple[UUID, UUID]], *, now: dt.datetime) -> None:
    """What the linker would do within the next minutes for these three, with its own rights. After the commit.

    All other invented children share one surname: comparing them too would fill the list with pairs of no one.
    """
    with as_role(LINKER):
        for case_id, officer_id in told:
            matching.match(case_id=case_id, officer_id=officer_id, now=now)
