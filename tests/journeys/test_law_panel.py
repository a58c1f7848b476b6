"""The matrix in a browser: a cell opens both texts in place, and its address alone opens them too."""

from __future__ import annotations

from typing import Any

import pytest
import walking as go

pytestmark = pytest.mark.journey
ADDRESS = "/law/compare/?yardstick=palermo&country=KZ&country=DE&on=2026-01-01"


@pytest.fixture
def nurse(live_site: str) -> Any:
    """Any officer may read the law."""
    return go.officers(go.bodies())["nurse"]


def test_a_cell_opens_both_texts_in_place_and_by_its_address(page: Any, nurse: Any) -> None:
    from axe_core_python.sync_playwright import Axe

    go.be(page, "nurse")
    page.goto(ADDRESS)
    cell = page.locator(".q-law-cell").nth(1)
    cell.focus()
    cell.press("Enter")
    panel = page.locator("#passages .q-law-passages")
    panel.wait_for()
    assert page.url.endswith(ADDRESS)
    assert panel.locator("section").count() == 2
    assert "Германия" in panel.inner_text()
    assert page.locator("h1").count() == 1
    assert page.locator("#passages").evaluate("panel => panel === document.activeElement")
    first = panel.inner_text()
    page.locator(".q-law-cell").nth(2).click()
    page.wait_for_function("old => document.querySelector('#passages').innerText !== old", arg=first)
    assert page.locator("#passages .q-law-passages").count() == 1
    assert not Axe().run(page, options={"resultTypes": ["violations"]})["violations"]
    page.goto(str(cell.get_attribute("href")))
    assert page.locator(".q-law-passages section").count() == 2
