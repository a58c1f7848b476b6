"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:document_id>/open/", views.download, name="download"),
    path("<uuid:document_id>/may-show-abuse/", views.mark_abuse, name="mark_abuse"),
]
