"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.children import views, views_linking

app_name = "children"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("of/<uuid:case_id>/compare/", views_linking.compare, name="compare"),
]
