"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.documents import views
from qorgan.documents.handing import views as handing_views
from qorgan.documents.units import views as unit_views

app_name = "documents"
urlpatterns = [
    path("<uuid:document_id>/open/", views.download, name="download"),
    path("<uuid:document_id>/may-show-abuse/", views.mark_abuse, name="mark_abuse"),
    path("<uuid:document_id>/receipt/", views.receipt, name="receipt"),
    path("containers/", handing_views.containers, name="containers"),
    path("containers/<uuid:container_id>/collect/", handing_views.collect, name="collect"),
    path("containers/<uuid:container_id>/hand-over/", handing_views.hand_over, name="hand_over"),
    path("containers/<uuid:container_id>/receipt/", handing_views.unit_receipt, name="unit_receipt"),
    path("unit/", unit_views.index, name="unit_keys"),
    path("unit/<uuid:key_id>/confirm/", unit_views.confirm, name="confirm_unit_key"),
    path("unit/<uuid:key_id>/end/", unit_views.end, name="end_unit_key"),
]
