"""How many queries each page asks, as a reviewed list: a page that asks more than written down fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from country_of_pages import PAGES, ROUTES, address
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_every_page import BUTTONS

pytestmark = pytest.mark.django_db
REVIEWED = Path(__file__).with_name("query_counts.json")


def counted(world: Any, sits: Any) -> dict[str, int]:
    """Route and officer -> queries of the second visit (the first one warms the settings of a process)."""
    found = {}
    for route, officer, names in [*PAGES, *ROUTES]:
        if BUTTONS.search(route):
            continue
        client, url = sits(getattr(world, officer)), address(world, route, names)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200, url
        key = " ".join([route, *(name for name in names if name.startswith("="))])
        found[f"{key} ({officer}{', ' + names[0] if names else ''})"] = len(asked)
    return found


def test_no_page_asks_more_than_was_reviewed(world: Any, sits: Any) -> None:
    reviewed = json.loads(REVIEWED.read_text(encoding="utf-8"))
    found = counted(world, sits)
    more = {
        page: (reviewed.get(page), count) for page, count in found.items() if count > reviewed.get(page, 0)
    }
    assert not more, f"page: (reviewed, now): {json.dumps(more, indent=1)}"
    fewer = {page: (reviewed[page], count) for page, count in found.items() if count < reviewed[page]}
    assert not fewer, f"write the better numbers down: {json.dumps(found, indent=1, sort_keys=True)}"


@pytest.mark.parametrize("url", ["/", "/reports/", "/cases/", "/referrals/", "/directory/"])
def test_a_longer_list_asks_no_more(world: Any, sits: Any, url: str) -> None:
    def ask() -> int:
        client = sits(world.second)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    before = ask()
    for _ in range(3):
        world._reviewed()
        world._refer(world.shelter)
    assert ask() == before
