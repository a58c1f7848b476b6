"""Picking an officer to be: only with QORGAN_DEMO, and only on a database marked as a demonstration."""

from __future__ import annotations

from django.urls import path

from qorgan.web.public import demo

app_name = "demo"
urlpatterns = [
    path("", demo.choose, name="choose"),
    path("be/<uuid:officer_id>/", demo.be, name="be"),
]
