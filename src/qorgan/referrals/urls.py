"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.referrals import views
from qorgan.referrals.packets import views as packet_views

app_name = "referrals"
urlpatterns = [
    path("", views.index, name="index"),
    path("case/<uuid:case_id>/", views.of_case, name="of_case"),
    path("case/<uuid:case_id>/new/", views.choose_service, name="new"),
    path("case/<uuid:case_id>/new/<str:service>/", views.send, name="send"),
    path("case/<uuid:case_id>/service/", views.record_service, name="record_service"),
    path("<uuid:referral_id>/", views.show, name="show"),
    path("<uuid:referral_id>/purpose/", views.open_sealed, name="open_sealed"),
    path("<uuid:referral_id>/accept/", views.accept, name="accept"),
    path("<uuid:referral_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:referral_id>/settle/", views.settle, name="settle"),
    path("<uuid:referral_id>/assign/", views.assign, name="assign"),
    path("<uuid:referral_id>/contact/", views.contact, name="contact"),
    path("<uuid:referral_id>/answer/<str:act>/", views.answer, name="answer"),
    path("<uuid:referral_id>/packet/", packet_views.show, name="packet"),
    path("<uuid:referral_id>/packet/print/", packet_views.print_once, name="print_packet"),
    path("<uuid:referral_id>/packet/receipt/", packet_views.confirm, name="confirm_packet"),
    path("<uuid:referral_id>/told/refused/", packet_views.told_refused, name="told_refused"),
    path("<uuid:referral_id>/told/contact/", packet_views.told_contact, name="told_contact"),
    path("<uuid:referral_id>/told/service/", packet_views.told_service, name="told_service"),
]
