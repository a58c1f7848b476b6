"""Nobody touches the page any more: it keeps what was typed and leaves by itself, and no name stays behind."""

from __future__ import annotations

from typing import Any

import pytest
import walking as go
from django.utils import timezone

import cast
from qorgan.cases import actions as cases

pytestmark = pytest.mark.journey
WORDS = "Invented: reasons typed late at night."
NAME = "Ойдантуған"


@pytest.fixture
def case(live_site: str) -> Any:
    """An open case with an invented name."""
    now = timezone.now()
    keeper = go.officers(go.bodies())["keeper"]
    return cases.open_case(report=None, **cast.case_facts(), by=cast.seen(keeper, now), now=now)


def test_an_opened_name_leaves_the_screen_and_does_not_come_back(page: Any, case: Any) -> None:
    page.clock.install()
    go.be(page, "keeper")
    page.goto(f"/cases/{case.id}/child/")
    form = page.locator("form.q-sealed, form:has(input[name=purpose]), form:has(select[name=purpose])").first
    form.evaluate("(it) => { for (const d of document.querySelectorAll('details')) d.open = true; }")
    choice = form.locator("[name=purpose]").first
    if choice.evaluate("(it) => it.tagName") == "SELECT":
        choice.select_option("protection")
    else:
        form.locator("[name=purpose][value=protection]").first.check()
    form.locator("button").last.click()
    page.wait_for_load_state()
    assert NAME in go.words(page)
    page.clock.fast_forward("13:00")
    assert NAME in go.words(page)
    page.clock.fast_forward("01:00")  # before the quarter of an hour after which the site locks
    page.wait_for_url("**/demo/**")
    page.go_back()
    page.wait_for_load_state()
    assert NAME not in page.content()


def test_what_was_typed_is_kept_before_the_page_leaves(page: Any, case: Any) -> None:
    page.clock.install()
    go.be(page, "keeper")
    page.goto(f"/cases/{case.id}/decide/reasonable/")
    page.locator("textarea[name=reasons]").fill(WORDS)
    page.clock.fast_forward("13:50")
    page.wait_for_url("**/demo/**")
    assert f"next=/cases/{case.id}/decide/reasonable/" in page.url.replace("%2F", "/")
    go.be(page, "keeper")
    page.goto(f"/cases/{case.id}/decide/reasonable/")
    assert page.locator("textarea[name=reasons]").input_value() == WORDS


def test_the_page_says_when_keeping_failed_and_when_it_is_well_again(page: Any, case: Any) -> None:
    page.clock.install()
    go.be(page, "keeper")
    page.goto(f"/cases/{case.id}/decide/reasonable/")
    kept, failed = page.locator("[data-draft-kept]"), page.locator("[data-draft-failed]")
    page.route("**/decide/reasonable/", lambda asked: asked.abort())
    page.locator("textarea[name=reasons]").fill(WORDS)
    page.clock.fast_forward("00:16")
    failed.wait_for(state="visible")
    assert not kept.is_visible()
    page.unroute("**/decide/reasonable/")
    page.clock.fast_forward("00:16")
    kept.wait_for(state="visible")
    assert not failed.is_visible()
    page.locator("textarea[name=reasons]").type(" More.")
    assert not kept.is_visible()  # the newest words are not kept yet


def test_who_read_for_long_and_then_types_is_not_locked_out_in_the_sentence(page: Any, case: Any) -> None:
    page.clock.install()
    go.be(page, "keeper")
    page.goto(f"/cases/{case.id}/decide/reasonable/")
    page.clock.fast_forward("13:40")
    page.locator("textarea[name=reasons]").fill(WORDS)
    page.clock.fast_forward("00:02")
    page.locator("[data-draft-kept]").wait_for(state="visible")
    page.clock.fast_forward("05:00")
    assert page.locator("textarea[name=reasons]").is_visible()
