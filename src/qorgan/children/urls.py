"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.children import views

app_name = "children"
urlpatterns = [
    path("search/", views.search, name="search"),
]
