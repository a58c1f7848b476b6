"""Twelve invented bodies and twenty invented officers. Every officer's surname is Үлгі ("sample")."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from qorgan.agencies.models import Agency, Officer, RoleAssignment, ServiceOffer

K = Agency.Kind


@dataclass(frozen=True)
class Body:
    """One invented body with its people (sign-in name, name, language, roles)."""

    code: str
    kind: str
    region: str
    kk: str
    ru: str
    en: str
    people: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    services: tuple[str, ...] = ()
    takes_reports: bool = False
    has_account: bool = True
    phone: str = "0-000-000"


BODIES = (
    Body(
        "rights_almaty",
        K.GUARDIANSHIP,
        "KZ-75",
        "Алматы қаласының бала құқықтарын қорғау бөлімі (көрсетілім)",
        "Отдел защиты прав ребёнка города Алматы (показ)",
        "Child-rights office of Almaty (demonstration)",
        (
            ("aigul", "Айгүл Үлгі", "kk", ("guardianship",)),
            ("marat", "Марат Үлгі", "ru", ("supervisor",)),
            ("saule", "Сәуле Үлгі", "kk", ("social_worker",)),
        ),
        ("guardian", "social", "documents"),
        takes_reports=True,
    ),
    Body(
        "rights_turkistan",
        K.GUARDIANSHIP,
        "KZ-61",
        "Түркістан облысының бала құқықтарын қорғау бөлімі (көрсетілім)",
        "Отдел защиты прав ребёнка Туркестанской области (показ)",
        "Child-rights office of Turkistan Region (demonstration)",
        (
            ("dana", "Дана Үлгі", "kk", ("guardianship",)),
            ("olga", "Ольга Үлгі", "ru", ("supervisor", "duty_officer")),
        ),
        ("guardian", "social"),
        takes_reports=True,
    ),
    Body(
        "police_almaty",
        K.POLICE,
        "KZ-75",
        "Алматы қаласының полициясы, адам саудасына қарсы топ (көрсетілім)",
        "Полиция города Алматы, группа против торговли людьми (показ)",
        "Police of Almaty, anti-trafficking group (demonstration)",
        (
            ("erlan", "Ерлан Үлгі", "kk", ("investigator",)),
            ("irina", "Ирина Үлгі", "ru", ("juvenile_inspector",)),
        ),
        ("investigation", "protection_measures"),
        takes_reports=True,
    ),
    Body(
        "hospital_almaty",
        K.HEALTH,
        "KZ-75",
        "Алматы балалар ауруханасы (көрсетілім)",
        "Детская больница Алматы (показ)",
        "Children's hospital of Almaty (demonstration)",
        (
            ("zhanar", "Жанар Үлгі", "kk", ("health_worker",)),
            ("pavel", "Павел Үлгі", "ru", ("psychologist",)),
        ),
        ("emergency_health", "health", "psychological"),
    ),
    Body(
        "school_turkistan",
        K.SCHOOL,
        "KZ-61",
        "Түркістандағы №0 мектеп (көрсетілім)",
        "Школа №0 Туркестана (показ)",
        "School No. 0 of Turkistan (demonstration)",
        (("gulnara", "Гүлнара Үлгі", "kk", ("school_worker",)),),
        ("education",),
    ),
    Body(
        "shelter_almaty",
        K.SHELTER,
        "KZ-75",
        "«Қорған үй» дағдарыс орталығы (көрсетілім)",
        "Кризисный центр «Қорған үй» (показ)",
        "Crisis centre Qorgan Üi (demonstration)",
        (("asel", "Әсел Үлгі", "kk", ("ngo_worker",)),),
        ("safe_accommodation", "psychological", "material", "social"),
    ),
    Body(
        "ngo_shymkent",
        K.NGO,
        "KZ-79",
        "Шымкент «Сенім» қоры (көрсетілім)",
        "Фонд «Сенім» Шымкент (показ)",
        "Senim Foundation, Shymkent (demonstration)",
        (("kamila", "Камила Үлгі", "ru", ("ngo_worker",)),),
        ("safe_accommodation", "material", "interpretation", "family_tracing"),
        takes_reports=True,
    ),
    Body(
        "legal_aid",
        K.LEGAL,
        "KZ-71",
        "Заң көмегі бюросы (көрсетілім)",
        "Бюро юридической помощи (показ)",
        "Legal-aid bureau (demonstration)",
        (("nurlan", "Нұрлан Үлгі", "kk", ("legal_aid",)),),
        ("legal_aid",),
    ),
    Body(
        "prosecutor",
        K.PROSECUTION,
        "KZ-75",
        "Алматы прокуратурасы (көрсетілім)",
        "Прокуратура Алматы (показ)",
        "Prosecutor's office of Almaty (demonstration)",
        (("bolat", "Болат Үлгі", "kk", ("prosecutor",)),),
    ),
    Body(
        "iom",
        K.INTERNATIONAL,
        "KZ-71",
        "Халықаралық көші-қон миссиясы (көрсетілім)",
        "Международная миссия по миграции (показ)",
        "International migration mission (demonstration)",
        (("elena", "Елена Үлгі", "ru", ("iom_officer",)),),
        ("return_support", "family_tracing", "interpretation"),
    ),
    Body(
        "centre",
        K.CENTRAL,
        "KZ-71",
        "Ұлттық үйлестіру орталығы (көрсетілім)",
        "Национальный координационный центр (показ)",
        "National coordination centre (demonstration)",
        (
            ("arman", "Арман Үлгі", "kk", ("coordinator",)),
            ("svetlana", "Светлана Үлгі", "ru", ("administrator",)),
            ("timur", "Тимур Үлгі", "kk", ("administrator",)),
            ("qanat", "Қанат Үлгі", "kk", ("data_protection",)),
            ("leila", "Лейла Үлгі", "kk", ("ombudsman",)),
        ),
    ),
    Body(
        "village",
        K.LOCAL,
        "KZ-61",
        "Ауыл әкімдігінің әлеуметтік көмегі (көрсетілім)",
        "Социальная помощь сельского акимата (показ)",
        "Social help of a village akimat (demonstration)",
        (),
        ("material", "social"),
        has_account=False,
    ),
)


@dataclass(frozen=True)
class Country:
    """What was built: bodies by code, officers by sign-in name."""

    bodies: dict[str, Agency]
    officers: dict[str, Officer]


def build(*, since: dt.datetime) -> Country:
    """Write the bodies and officers (no passwords: the demonstration signs in by choice). Runs as any role."""
    bodies, officers = {}, {}
    for body in BODIES:
        agency = Agency.objects.create(
            kind=body.kind,
            region_id=body.region,
            name_kk=body.kk,
            name_ru=body.ru,
            name_en=body.en,
            takes_reports=body.takes_reports,
            has_account=body.has_account,
            phone=body.phone,
            hours="00:00-24:00" if body.takes_reports else "09:00-18:00",
            active_from=since,
        )
        bodies[body.code] = agency
        ServiceOffer.objects.bulk_create(
            [ServiceOffer(agency=agency, service=code) for code in body.services]
        )
        for login, name, language, roles in body.people:
            officers[login] = _officer(agency, login, name, language, roles, since)
    return Country(bodies, officers)


def _officer(
    agency: Agency, login: str, name: str, language: str, roles: tuple[str, ...], since: dt.datetime
) -> Officer:
    officer = Officer(login=login, name=name, agency=agency, language=language, created_at=since)
    officer.set_unusable_password()
    officer.save()
    for role in roles:
        RoleAssignment.objects.create(officer=officer, role=role, valid_from=since)
    return officer
