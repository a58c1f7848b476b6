"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.agencies import views, views_managing
from qorgan.agencies.confirming import views as confirming_views
from qorgan.agencies.restoring import views as restoring_views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="index"),
    path("body/<uuid:agency_id>/", views.show, name="show"),
    path("colleagues/", restoring_views.colleagues, name="colleagues"),
    path("colleagues/<uuid:officer_id>/", restoring_views.ask, name="ask_restoring"),
    path("colleagues/confirm/<uuid:restoration_id>/", restoring_views.confirm, name="confirm_restoring"),
    path("roles/<uuid:officer_id>/", confirming_views.confirm, name="confirm_roles"),
    path("manage/", views_managing.index, name="manage"),
    path("manage/body/new/", views_managing.add_agency, name="add_agency"),
    path("manage/body/<uuid:agency_id>/", views_managing.change_agency, name="change_agency"),
    path("manage/body/<uuid:agency_id>/end/", views_managing.end_agency, name="end_agency"),
    path("manage/officer/new/", views_managing.enrol, name="enrol"),
    path("manage/officer/<uuid:officer_id>/roles/", views_managing.set_roles, name="set_roles"),
    path("manage/officer/<uuid:officer_id>/end/", views_managing.end_officer, name="end_officer"),
]
