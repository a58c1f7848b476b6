"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.reports import views
from qorgan.reports.handing import views as handing_views
from qorgan.reports.passing import views as passing_views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<uuid:report_id>/", views.show, name="show"),
    path("<uuid:report_id>/sent/", views.sent, name="sent"),
    path("<uuid:report_id>/documents/", views.documents, name="documents"),
    path("<uuid:report_id>/open/", views.open_sealed, name="open_sealed"),
    path("<uuid:report_id>/take/", views.take, name="take"),
    path("<uuid:report_id>/assign/", handing_views.assign, name="assign"),
    path("<uuid:report_id>/no-more/", views.no_more, name="no_more"),
    path("<uuid:report_id>/pass-on/", passing_views.pass_on, name="pass_on"),
    path("<uuid:report_id>/assess/", views.assess, name="assess"),
]
