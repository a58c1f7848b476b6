"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.cases import views, views_blocking, views_consent, views_deciding, views_holds, views_transferring

app_name = "cases"
urlpatterns = [
    path("", views.index, name="index"),
    path("open/<uuid:report_id>/", views.open_case, name="open"),
    path("<uuid:case_id>/", views.show, name="show"),
    path("<uuid:case_id>/purpose/", views.open_sealed, name="open_sealed"),
    path("<uuid:case_id>/child/", views.child, name="child"),
    path("<uuid:case_id>/child/change/", views.change_child, name="change_child"),
    path("<uuid:case_id>/consents/<uuid:consent_id>/stop/", views_consent.stop, name="stop_consent"),
    path("<uuid:case_id>/consents/stop/", views_consent.stop_doubted, name="stop_doubted"),
    path("<uuid:case_id>/holds/", views_holds.place_hold, name="place_hold"),
    path("<uuid:case_id>/holds/<uuid:hold_id>/lift/", views_holds.lift_hold, name="lift_hold"),
    path("<uuid:case_id>/event/", views.event, name="event"),
    path("<uuid:case_id>/event/add/", views.add_event, name="add_event"),
    path("<uuid:case_id>/event/<uuid:event_id>/change/", views.change_event, name="change_event"),
    path("<uuid:case_id>/place/", views.say_where, name="place"),
    path("<uuid:case_id>/place/<uuid:place_id>/confirm/", views.confirm_place, name="confirm_place"),
    path("<uuid:case_id>/change/", views.change, name="change"),
    path("<uuid:case_id>/assign/", views.assign, name="assign"),
    path("<uuid:case_id>/transfer/", views_transferring.transfer, name="transfer"),
    path("<uuid:case_id>/transfer/withdraw/", views_transferring.withdraw, name="withdraw_transfer"),
    path("offers/<uuid:transfer_id>/", views_transferring.answer, name="answer_transfer"),
    path("<uuid:case_id>/close/", views.close, name="close"),
    path("<uuid:case_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:case_id>/journal/", views.journal, name="journal"),
    path("<uuid:case_id>/involved/", views_blocking.involved, name="involved"),
    path("namings/confirm/", views_blocking.to_confirm, name="to_confirm"),
    path("namings/review/", views_blocking.to_review, name="to_review"),
    path("namings/<uuid:block_id>/confirm/", views_blocking.confirm_naming, name="confirm_naming"),
    path("namings/<uuid:block_id>/review/", views_blocking.review_naming, name="review_naming"),
    path("<uuid:case_id>/decisions/", views_deciding.index, name="decisions"),
    path("<uuid:case_id>/decide/<str:stage>/", views_deciding.decide, name="decide"),
    path("decisions/<uuid:decision_id>/second/", views_deciding.second, name="second"),
    path("decisions/<uuid:decision_id>/ask-review/", views_deciding.ask_review, name="ask_review"),
    path("decisions/<uuid:decision_id>/review/", views_deciding.review, name="review"),
    path("decisions/<uuid:decision_id>/take-back/", views_deciding.take_back, name="take_back"),
    path("decisions/<uuid:decision_id>/other-body/", views_deciding.other_body, name="other_body"),
]
