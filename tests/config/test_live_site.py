"""The fixtures of the journeys: a real site that sees what a test commits, and forgets it after the test."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

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


def test_the_queue_workers_outlive_what_is_forgotten_after_a_test(live_site: str) -> None:
    from django.test import TransactionTestCase

    from qorgan.linking.tasks import catch_up

    end = time.monotonic() + 60
    while len(before := workers()) < 2:
        assert time.monotonic() < end, "the queue worker and the linker are not both there"
        time.sleep(0.05)
    for _ in range(2):
        catch_up.defer()
        assert all_done(), "the linker takes no job"
        TransactionTestCase._fixture_teardown(None)  # what follows every test with a live site
    assert workers() == before


def workers() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_workers")
        return {row[0] for row in cursor.fetchall()}


def all_done(seconds: float = 60) -> bool:
    """Is every job of the linker done within this time?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not ProcrastinateJob.objects.filter(queue_name="linking").exists():
            return True
        time.sleep(0.05)
    return False
