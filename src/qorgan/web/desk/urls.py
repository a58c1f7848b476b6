"""Addresses of the officers' desk."""

from __future__ import annotations

from django.urls import path

from qorgan.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("duties/<uuid:clock_id>/", views.duty, name="duty"),
    path("late/", views.late, name="late"),
    path("cases/<uuid:case_id>/documents/", views.documents, name="documents"),
    path("accesses/", views.accesses, name="accesses"),
    path("accesses/verify/", views.verify, name="verify"),
]
