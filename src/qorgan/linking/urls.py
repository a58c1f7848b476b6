"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.linking import views

app_name = "linking"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("of/<uuid:case_id>/", views.of_case, name="of_case"),
    path("of/<uuid:case_id>/compare/", views.compare, name="compare"),
    path("of/<uuid:case_id>/choice/", views.choose, name="choose"),
    path("pairs/<uuid:case_id>/<uuid:other_id>/", views.pair, name="pair"),
    path("pairs/<uuid:case_id>/<uuid:other_id>/<slug:act>/", views.joining, name="joining"),
    path("elsewhere/<uuid:hit_id>/", views.ask, name="ask"),
    path("asked/<uuid:asked_id>/", views.answer, name="answer"),
    path("basis/", views.basis, name="basis"),
    path("oversight/", views.oversight, name="oversight"),
]
