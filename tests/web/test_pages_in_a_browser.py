"""Every layout, the sign-in pages and the errors in a real browser: accessible, at home, without inline code."""

from __future__ import annotations

import os
from typing import Any

import pytest

pytestmark = pytest.mark.journey

LAYOUTS = ("", "list/", "case/", "form/", "errors/", "question/", "confirmation/")
PATHS = (
    *(f"/styleguide/{layout}" for layout in LAYOUTS),
    *(f"/sign-in/{name}/" for name in ("login", "logout", "inactive", "methods", "codes", "app", "keys")),
    *(f"/error/{code}/" for code in (400, 404, 500)),
)
# full: every language on both widths; else Kazakh, whose words are the longest, on the phone and Russian on a desk
FULL = os.environ.get("QORGAN_FAULTS") == "full"
SEEN = (("kk", 390), ("ru", 1280), ("en", 390), ("kk", 1280), ("ru", 390), ("en", 1280))[: 6 if FULL else 2]


@pytest.mark.parametrize(("language", "width"), SEEN)
def test_pages_are_accessible_and_ask_no_other_host(
    chromium: Any, site: str, settings: Any, language: str, width: int
) -> None:
    """axe finds nothing, no request leaves, the policy blocks nothing, nothing is wider than the screen."""
    from axe_core_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
    faults: list[str] = []
    context.on(
        "request", lambda asked: None if asked.url.startswith((site, "data:")) else faults.append(asked.url)
    )
    page = context.new_page()
    page.on(
        "console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.on("pageerror", lambda problem: faults.append(str(problem)))
    for path in PATHS:
        answer = page.goto(f"{site}{path}")
        assert answer.status == (int(path.split("/")[2]) if "error/" in path else 200), path
        assert page.locator("html").get_attribute("lang") == (language if "/500/" not in path else "kk")
        for found in Axe().run(page, options={"resultTypes": ["violations"]})["violations"]:
            faults.append(f"{path}: {found['id']}: {found['nodes'][0]['html'][:200]}")
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            faults.append(f"{path}: {across} pixels wide at {width}")
    context.close()
    assert not faults


def test_the_parts_that_need_javascript_start(chromium: Any, site: str) -> None:
    """The counter counts, "not sure" unticks the rest, the summary takes the focus."""
    page = chromium.new_page()
    page.goto(f"{site}/styleguide/form/")
    page.wait_for_selector("body.govuk-frontend-supported")
    story = page.locator("#id_story")
    story.fill("х" * 590)
    page.wait_for_function("document.body.innerText.includes(': 10')")
    page.locator("input[name=needs][value=doctor]").check()
    page.locator("input[name=needs][value=unknown]").check()
    assert not page.locator("input[name=needs][value=doctor]").is_checked()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site}/styleguide/errors/")
    page.wait_for_selector(".govuk-error-summary:focus")
    page.close()


def test_language_is_switched_by_post_and_keeps_the_page(chromium: Any, site: str) -> None:
    """A click on Русский shows the same page in Russian."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/styleguide/list/")
    page.locator("button[name=language][value=ru]").click()
    page.wait_for_selector("html[lang=ru]")
    assert page.url.endswith("/styleguide/list/")
    assert page.locator("h1").inner_text() == "Случаи"
    context.close()
