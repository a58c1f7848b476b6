"""A real site on loopback and Debian's Chromium, for the journeys."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Chromium on PATH; else Debian's, installed when we are root and apt works; else None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if os.geteuid() == 0 and shutil.which("apt-get") and not os.environ.get("QORGAN_NO_INSTALL"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        asked = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(command, timeout=600, env=asked, **quiet)
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running headless browser (playwright `Browser`). Skipped, loudly, where none can be had."""
    path = find_chromium()
    if path is None:
        message = "!! no Chromium here and none could be installed: browser journeys are NOT tested"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=path, args=[*arguments, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live_site: str) -> Iterator[Any]:
    """A fresh browser page of the live site; the test fails if any page asks another host."""
    context = chromium.new_context(base_url=live_site, locale="kk-KZ", timezone_id="Asia/Almaty")
    foreign: list[str] = []
    context.on("request", lambda asked: foreign.append(asked.url) if _foreign(asked.url, live_site) else None)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
    assert not foreign, f"a page asked another host: {foreign}"


def _foreign(url: str, site: str) -> bool:
    return url != site and not url.startswith((f"{site}/", "data:", "blob:", "about:"))


@pytest.fixture(scope="session")
def _served(django_db_setup: None) -> Iterator[str]:
    """`qorgan serve` itself, as a process of its own on the test cluster."""
    port = free_port()
    command = [sys.executable, "-m", "qorgan", "serve", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, "QORGAN_WORKERS": "1"}) as process:
        try:
            url = f"http://localhost:{port}"
            wait_for(f"{url}/", process)
            yield url
        finally:
            process.terminate()


@pytest.fixture
def live_site(_served: str, transactional_db: None) -> str:
    """Address of the running site; what the test commits is removed after it."""
    return _served


def free_port() -> int:
    """A port of loopback nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[Any], seconds: float = 180) -> None:
    """Return when `url` answers with anything but a gateway error; fail if the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the site ended with exit code {process.returncode} before it answered")
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"the site did not answer within {seconds:.0f} s")
