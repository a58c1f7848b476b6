"""The fixtures of the journeys: a real site that sees what a test commits, and forgets it after the test."""

from __future__ import annotations

from typing import Any

import pytest

from cast import body, officer

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("round_", [1, 2])
def test_the_browser_sees_what_the_test_commits_and_only_that(live_site: str, page: Any, round_: int) -> None:
    from qorgan.agencies.models import Officer

    assert Officer.objects.count() == 0
    officer(body("Invented body", "ngo"), "ngo_worker", name=f"seen-{round_}")
    answer = page.goto("/demo/")
    assert answer.status == 200
    text = page.content()
    assert f"seen-{round_}" in text
    assert f"seen-{3 - round_}" not in text


def test_a_page_that_asks_another_host_is_noticed(chromium: Any, live_site: str) -> None:
    from browser import _foreign

    assert _foreign("https://example.org/x.js", live_site)
    assert _foreign(live_site.replace("localhost", "localhost.example.org"), live_site)
    assert not _foreign(f"{live_site}/static/x.css", live_site)
