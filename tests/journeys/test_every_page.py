"""Every page as somebody who may open it, in a real browser: accessible, at home, nothing inline, nothing too wide."""

from __future__ import annotations

import os
import re
from itertools import groupby
from typing import Any

import pytest
import walking as go
from country_of_pages import PAGES, ROUTES, World, address

pytestmark = pytest.mark.journey
# full: every language, looked at by axe on both widths; else Kazakh, whose words are the longest, by axe on the phone's
FULL = os.environ.get("QORGAN_FAULTS") == "full"
LANGUAGES = ("kk", "ru", "en") if FULL else ("kk",)
BUTTONS = re.compile(
    r"take$|no_more$|collect|unit_key$|open_sealed|accept|withdraw|print_packet|confirm_place|stop_doubted|confirm_packet|verify|download|mark_abuse|:be$|legislation:(opinion|bench)$"
)
ONLY = {"resultTypes": ["violations"]}  # what passed need not be told one by one
INLINE = """() => [...document.querySelectorAll('script:not([src]), style, [style]')]
    .concat([...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))))
    .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_keeps_to_itself(page: Any, live_site: str, language: str) -> None:
    from axe_core_python.sync_playwright import Axe

    world = World()
    visits = sorted(
        {
            (officer, address(world, route, names))
            for route, officer, names in [*PAGES, *ROUTES]
            if not BUTTONS.search(route)
        }
    )
    faults: list[str] = []
    page.on(
        "console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None
    )
    page.on("pageerror", lambda problem: faults.append(f"{page.url}: {problem}"))
    axe = Axe()
    for officer, listed in groupby(visits, key=lambda visit: visit[0]):
        go.be(page, officer)
        go.speak(page, language)
        for _officer, url in listed:
            faults += _look(page, axe, url)
    assert len(visits) > 45
    assert not faults, "\n".join(faults)


def _look(page: Any, axe: Any, url: str) -> list[str]:
    answer = page.goto(url)
    if answer.status != 200:
        return [f"{url}: {answer.status}"]
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = [f"{url}: inline: {each}" for each in page.evaluate(INLINE)]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            found.append(f"{url}: {across} pixels wide at {width}")
        for each in axe.run(page, options=ONLY)["violations"] if FULL or width == 390 else ():
            found.append(f"{url} at {width}: {each['id']}: {each['nodes'][0]['html'][:200]}")
    return found
