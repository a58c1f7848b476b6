"""How a person goes through the pages in a browser: be somebody, answer a sheet, press a button."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import cast
from qorgan.agencies.models import Agency, Officer

FILE = re.compile(r"/([0-9a-f-]{36})/")


def bodies() -> dict[str, Agency]:
    """The bodies of the journey: who reports, who keeps, who helps with and without an account."""
    return {
        "clinic": cast.body("Invented clinic", Agency.Kind.HEALTH),
        "rights": cast.body("Invented child-rights office", Agency.Kind.GUARDIANSHIP, takes_reports=True),
        "shelter": cast.body(
            "Invented shelter", Agency.Kind.SHELTER, services=("safe_accommodation", "psychological")
        ),
        "paper": cast.body(
            "Invented paper shelter",
            Agency.Kind.SHELTER,
            services=("safe_accommodation",),
            has_account=False,
        ),
        "prosecution": cast.body("Invented prosecution", Agency.Kind.PROSECUTION),
    }


def officers(found: dict[str, Agency]) -> dict[str, Officer]:
    """Who works there."""
    return {
        "nurse": cast.officer(found["clinic"], "health_worker", name="nurse"),
        "keeper": cast.officer(found["rights"], "guardianship", name="keeper"),
        "second": cast.officer(found["rights"], "supervisor", name="second"),
        "helper": cast.officer(found["shelter"], "ngo_worker", name="helper"),
        "prosecutor": cast.officer(found["prosecution"], "prosecutor", name="prosecutor"),
    }


def be(page: Any, login: str) -> None:
    """Pick an officer of the demonstration; leaves on My tasks."""
    page.goto("/demo/")
    page.locator(f"button[name=officer][value={login}]").click()
    page.wait_for_url("**/")


def speak(page: Any, language: str) -> None:
    """Switch the language of the pages."""
    page.locator(f"button[name=language][value={language}]").click()
    page.wait_for_selector(f"html[lang={language}]")


def choose(page: Any, name: str, *values: str) -> None:
    """Tick radios or checkboxes of a question."""
    for value in values:
        page.locator(f"input[name='{name}'][value='{value}']").check()


def unfold(page: Any) -> None:
    """Open every folded part of the sheet, as a person who wants to see all of it."""
    folded = page.locator("form[data-keep] details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def send(page: Any) -> None:
    """Press the main button of the sheet."""
    page.locator("form[data-keep] .govuk-button-group button, .q-question form > button").last.click()
    page.wait_for_load_state()


def step(page: Any, text: str | None = None) -> None:
    """Follow the next step of a case or report."""
    panel = page.locator(".q-panel--next").first
    (panel.get_by_text(text, exact=True) if text else panel.locator("a.govuk-button, button").first).click()
    page.wait_for_load_state()


def no_errors(page: Any) -> None:
    """The sheet was taken: nothing is said to be wrong."""
    assert not page.locator(".govuk-error-summary").count(), page.locator(".govuk-error-summary").inner_text()


def file_id(page: Any) -> UUID:
    """The file this page is about, from its address."""
    found = FILE.search(page.url)
    assert found, page.url
    return UUID(found[1])


def words(page: Any) -> str:
    """What stands on the page."""
    return str(page.locator("main").inner_text())
