"""Officers at their pages without a browser."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def world(db: None) -> Any:
    """One thing of every kind."""
    from country_of_pages import World

    return World()


@pytest.fixture
def sits(settings: Any) -> Any:
    """A signed-in client: `sits(officer)`."""
    from django.test import Client

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.ALLOWED_HOSTS = ["*"]

    def sit(officer: Any, language: str = "en") -> Client:
        client = Client()
        client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return sit
