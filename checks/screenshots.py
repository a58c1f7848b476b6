"""Pictures of pages in every language and width, to be looked at by a person.

    python checks/screenshots.py http://localhost:8000/styleguide/ --langs kk,ru,en --widths 1280,390

Signs in to the demonstration first when `--officer LOGIN` is given. Nothing is compared: ugliness needs eyes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(argv: list[str] | None = None) -> int:
    """Take the pictures; exit code 1 when a page answered with an error or asked another host."""
    options = parse(argv)
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.stderr.write("Chromium is missing: apt-get install chromium\n")
        return 2
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    faults = 0
    with sync_playwright() as driver:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(
            executable_path=browser_path, args=[*flags, "--disable-dev-shm-usage"]
        )
        for language in options.langs.split(","):
            for width in options.widths.split(","):
                faults += shoot(browser, options, language, int(width), out)
        browser.close()
    return 1 if faults else 0


def parse(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pictures of pages, in every language and width.")
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--out", default="screenshots")
    parser.add_argument("--langs", default="kk,ru,en")
    parser.add_argument("--widths", default="1280,390")
    parser.add_argument("--language-cookie", default="qorgan-language")
    parser.add_argument("--officer", help="sign-in name of an officer of the demonstration")
    parser.add_argument("--print", action="store_true", help="as on paper")
    return parser.parse_args(argv)


def shoot(browser: Any, options: argparse.Namespace, language: str, width: int, out: Path) -> int:
    """All pages in one language and width; the number of faults."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(options.urls[0]))
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    context.add_cookies([{"name": options.language_cookie, "value": language, "url": origin}])
    faults: list[str] = []
    context.on(
        "request", lambda asked: None if asked.url.startswith((origin, "data:")) else faults.append(asked.url)
    )
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    if options.print:
        page.emulate_media(media="print")
    if options.officer:
        page.goto(origin)
        page.locator(f'button[value="{options.officer}"]').first.click()
    for url in options.urls:
        answer = page.goto(url, wait_until="networkidle")
        if answer is None or answer.status >= 400:
            faults.append(f"{url}: {answer.status if answer else 'no answer'}")
        name = re.sub(r"[^a-z0-9]+", "-", urlsplit(url).path.lower()).strip("-") or "front"
        page.screenshot(path=out / f"{name}.{language}.{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{url}: {wide} pixels wide at {width} ({language})")
    context.close()
    for fault in faults:
        sys.stderr.write(f"{language} {width}: {fault}\n")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
