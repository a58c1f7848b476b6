"""The pages without a database: rendered in the test, or served to a real browser."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "checks"), str(ROOT)]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="session")
def built() -> Path:
    """The compiled front end; built when it is not there or not of these sources."""
    import hatch_build

    hatch_build.build_frontend(ROOT / "frontend", ROOT / "src/qorgan/web/static/build")
    hatch_build.compile_catalogues(ROOT / "src/qorgan")
    return ROOT / "src/qorgan/web/static/build"


@pytest.fixture
def pages(settings: Any) -> None:
    """Settings under which pages render without a database."""
    import site_of_pages

    settings.ROOT_URLCONF = "site_of_pages"
    settings.MIDDLEWARE = site_of_pages.MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.LOGIN_REDIRECT_URL = "styleguide"
    settings.MAIN_NAVIGATION = ""


@pytest.fixture
def site(pages: None, built: Path) -> Iterator[str]:
    """Address of the pages on loopback."""
    import site_of_pages

    server = make_server(
        "127.0.0.1", 0, site_of_pages.application(), server_class=_Server, handler_class=_Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def show() -> Callable[..., str]:
    """Render a piece of template with `qorgan_ui` loaded."""
    from django.template import Context, Template

    def render(source: str, **context: Any) -> str:
        return Template("{% load i18n qorgan_ui %}" + source).render(Context(context))

    return render
