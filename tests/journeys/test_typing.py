"""What a browser adds: text survives a switch of language and a lock; an impatient second click changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
import walking as go
from django.utils import timezone

import cast
from qorgan.agencies.scope import acting
from qorgan.reports.models import Report

pytestmark = pytest.mark.journey


@pytest.fixture
def nurse(live_site: str) -> Any:
    """A health worker, and a body to report to."""
    return go.officers(go.bodies())["nurse"]


def test_typed_text_survives_a_switch_of_language_and_signing_out(page: Any, nurse: Any) -> None:
    go.be(page, "nurse")
    page.goto("/reports/new/")
    page.locator("textarea[name=narrative]").fill("Invented: half a sen")
    go.speak(page, "ru")
    assert page.url.endswith("/reports/new/")
    assert page.locator("textarea[name=narrative]").input_value() == "Invented: half a sen"
    page.locator("textarea[name=narrative]").fill("Invented: half a sentence")
    page.locator("form[action*=logout] button").click()
    page.wait_for_url("**/accounts/**")
    go.be(page, "nurse")
    page.goto("/reports/new/")
    assert page.locator("textarea[name=narrative]").input_value() == "Invented: half a sentence"
    assert not page.locator(".govuk-error-message").count()


def test_an_impatient_hand_sends_one_report(page: Any, nurse: Any) -> None:
    go.be(page, "nurse")
    page.goto("/reports/new/")
    go.choose(page, "danger", "unknown")
    page.locator("textarea[name=narrative]").fill("Invented: sent in a hurry.")
    page.locator("select[name=to_agency]").select_option(index=1)
    page.locator("form[data-keep]").evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
    page.wait_for_url("**/sent/")
    page.go_back()
    page.wait_for_load_state()
    now = timezone.now()
    with acting(cast.seen(nurse, now), now=now):
        assert Report.objects.count() == 1
