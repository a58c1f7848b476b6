"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.referrals import views, views_packet

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
    path("<uuid:referral_id>/packet/", views_packet.show, name="packet"),
    path("<uuid:referral_id>/packet/print/", views_packet.print_once, name="print_packet"),
    path("<uuid:referral_id>/packet/receipt/", views_packet.confirm, name="confirm_packet"),
    path("<uuid:referral_id>/told/refused/", views_packet.told_refused, name="told_refused"),
    path("<uuid:referral_id>/told/contact/", views_packet.told_contact, name="told_contact"),
    path("<uuid:referral_id>/told/service/", views_packet.told_service, name="told_service"),
]
