"""Garbage, oversized and missing values at every address that takes a form: a coded error, never a failure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from country_of_pages import PAGES, ROUTES, address
from django.db import transaction
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

pytestmark = pytest.mark.django_db
TYPED = "Typed text <b>that</b> must “stay” ғұқ"
GARBAGE: dict[str, str] = {
    "nothing typed": "",
    "words": TYPED,
    "a sign that cannot be stored": "a\x00b",
    "half a surrogate": "\udc80",
    "too long": "ы" * 30_000,
    "a number out of the world": "9" * 40,
    "minus one": "-1",
    "an id of nothing": "00000000-0000-0000-0000-000000000000",
}
CODE = re.compile(r"[A-Z]{2,5}-\d{2}")
NAMES = re.compile(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"')
FRAME = {"csrfmiddlewaretoken", "language", "next"}


def posting(patterns: Any, space: str = "") -> set[str]:
    """Names of all routes of ours that answer POST."""
    found = set()
    for each in patterns:
        if isinstance(each, URLPattern):
            if "POST" in getattr(each.callback, "methods", ()) and each.callback.__module__.startswith(
                "qorgan."
            ):
                found.add(f"{space}:{each.name}" if space else str(each.name))
        else:
            found |= posting(each.url_patterns, each.namespace or space)
    return found


def test_no_address_that_takes_a_form_is_left_out() -> None:
    ours = {name for name in posting(get_resolver().url_patterns) if ":" in name}
    assert ours == {route for route, _officer, _names in ROUTES}


def test_bad_input_is_answered_gently(world: Any, sits: Any) -> None:
    """All forms in one world: each sending is undone, and making a world anew takes longer than asking a form."""
    assert gathered(ROUTES, lambda *form: _answers_gently(world, sits, *form)) == []


def gathered(rows: list[tuple[str, str, tuple[str, ...]]], check: Callable[..., None]) -> list[str]:
    """What fails, one line a form or page; each is asked in a transaction of its own that is undone."""
    wrong = []
    for route, officer, names in rows:
        with transaction.atomic():
            try:
                check(route, officer, names)
            except Exception as problem:
                wrong.append(f"{route} as {officer}: {type(problem).__name__}: {problem}"[:600])
            transaction.set_rollback(True)
    return wrong


def _answers_gently(world: Any, sits: Any, route: str, officer: str, names: tuple[str, ...]) -> None:
    client = sits(getattr(world, officer))
    url = address(world, route, names)
    fields = sorted(_asked(client, url) | {"purpose", "receipt", "field", "once", "version", "confirmed"})
    for what, value in GARBAGE.items():
        answer = _posted(client, url, dict.fromkeys(fields, value))
        assert answer.status_code in (200, 302, 303, 400, 404, 409), (route, what, answer.status_code)
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            _says_what_is_wrong(answer.content.decode(), route, what)
            if what == "words":
                _keeps(answer.content.decode(), route)
    missing = _posted(client, url, {})
    assert missing.status_code in (200, 302, 303), (route, "missing", missing.status_code)


def _asked(client: Any, url: str) -> set[str]:
    """Names of the fields of a sheet; none for a button without one."""
    page = client.get(url)
    if page.status_code != 200:
        return set()
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return set(NAMES.findall(main)) - FRAME - {"save_draft"}


def _posted(client: Any, url: str, data: dict[str, str]) -> Any:
    """One sending, undone afterwards; an exception of a page fails the test."""
    encoded = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in data.items()})
    with transaction.atomic():
        answer = client.post(url, encoded, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def _says_what_is_wrong(page: str, route: str, what: str) -> None:
    """The summary has every error with its code, and so has the field."""
    if route in (
        "desk:verify",
        "referrals:print_packet",
        "children:search",
        "linking:compare",
        "linking:ask",
        "linking:joining",
    ):
        return  # pages that show a result
    assert "govuk-error-summary" in page or "q-preview" in page, (route, what)
    for said in re.findall(r'govuk-error-message">(.*?)</p>', page, re.S):
        assert CODE.search(said), (route, what, said)


def _keeps(page: str, route: str) -> None:
    """Wherever free text could be typed it stands there again."""
    areas = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    typed = escape(TYPED).replace("&#x27;", "&#39;")
    assert all(typed in area for area in areas), (route, areas)


def test_addresses_with_garbage_behind_the_question_mark_answer(world: Any, sits: Any) -> None:
    assert gathered(PAGES, lambda *page: _answers_garbage(world, sits, *page)) == []


def _answers_garbage(world: Any, sits: Any, route: str, officer: str, names: tuple[str, ...]) -> None:
    client = sits(getattr(world, officer))
    url = address(world, route, names)
    for value in ("", "x", "a\x00b", "9" * 400, "ы" * 50, "%", "2026-01-01T00:00:00_nonsense", "-1"):
        query = dict.fromkeys(
            ("after", "state", "status", "region", "number", "mine", "kind", "service", "officer"), value
        )
        with transaction.atomic():
            assert client.get(url, query).status_code == 200, (route, value)
            transaction.set_rollback(True)


def test_a_sheet_from_before_or_with_an_altered_token_says_so(world: Any, settings: Any, sits: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.nurse, backend=settings.AUTHENTICATION_BACKENDS[0])
    sits(world.nurse)
    answer = strict.post("/reports/new/", {"narrative": TYPED, "csrfmiddlewaretoken": "altered"})
    assert answer.status_code == 403
    assert "q-code" in answer.content.decode() or "<h1" in answer.content.decode()


def test_more_fields_than_any_sheet_has_is_a_bad_request(world: Any, sits: Any) -> None:
    answer = sits(world.nurse).post("/reports/new/", {f"f{n}": "x" for n in range(500)})
    assert answer.status_code == 400
