"""Registers the look of the house with Django: templates, template tags, static files, translations."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The common look; no models."""

    name = "qorgan.web"
    label = "web"
