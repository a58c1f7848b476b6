"""Addresses without sign-in."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from qorgan.agencies.routes import PUBLIC, declared

urlpatterns = [path("", declared(PUBLIC, set_language), name="set_language")]
