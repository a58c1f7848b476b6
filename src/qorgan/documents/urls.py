"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.documents import views, views_handing, views_units

app_name = "documents"
urlpatterns = [
    path("<uuid:document_id>/open/", views.download, name="download"),
    path("<uuid:document_id>/may-show-abuse/", views.mark_abuse, name="mark_abuse"),
    path("<uuid:document_id>/receipt/", views.receipt, name="receipt"),
    path("containers/", views_handing.containers, name="containers"),
    path("containers/<uuid:container_id>/collect/", views_handing.collect, name="collect"),
    path("containers/<uuid:container_id>/hand-over/", views_handing.hand_over, name="hand_over"),
    path("containers/<uuid:container_id>/receipt/", views_handing.unit_receipt, name="unit_receipt"),
    path("unit/", views_units.index, name="unit_keys"),
    path("unit/<uuid:key_id>/confirm/", views_units.confirm, name="confirm_unit_key"),
    path("unit/<uuid:key_id>/end/", views_units.end, name="end_unit_key"),
]
