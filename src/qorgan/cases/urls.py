"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from qorgan.cases import views
from qorgan.cases.blocking import views as blocking_views
from qorgan.cases.consents import views as consent_views
from qorgan.cases.deciding import views as deciding_views
from qorgan.cases.holds import views as hold_views
from qorgan.cases.transferring import views as transferring_views

app_name = "cases"
urlpatterns = [
    path("", views.index, name="index"),
    path("open/<uuid:report_id>/", views.open_case, name="open"),
    path("<uuid:case_id>/", views.show, name="show"),
    path("<uuid:case_id>/purpose/", views.open_sealed, name="open_sealed"),
    path("<uuid:case_id>/child/", views.child, name="child"),
    path("<uuid:case_id>/child/change/", views.change_child, name="change_child"),
    path("<uuid:case_id>/consents/<uuid:consent_id>/stop/", consent_views.stop, name="stop_consent"),
    path("<uuid:case_id>/consents/stop/", consent_views.stop_doubted, name="stop_doubted"),
    path("<uuid:case_id>/holds/", hold_views.place_hold, name="place_hold"),
    path("<uuid:case_id>/holds/<uuid:hold_id>/lift/", hold_views.lift_hold, name="lift_hold"),
    path("<uuid:case_id>/event/", views.event, name="event"),
    path("<uuid:case_id>/event/add/", views.add_event, name="add_event"),
    path("<uuid:case_id>/event/<uuid:event_id>/change/", views.change_event, name="change_event"),
    path("<uuid:case_id>/place/", views.say_where, name="place"),
    path("<uuid:case_id>/place/<uuid:place_id>/confirm/", views.confirm_place, name="confirm_place"),
    path("<uuid:case_id>/change/", views.change, name="change"),
    path("<uuid:case_id>/assign/", views.assign, name="assign"),
    path("<uuid:case_id>/transfer/", transferring_views.transfer, name="transfer"),
    path("<uuid:case_id>/transfer/withdraw/", transferring_views.withdraw, name="withdraw_transfer"),
    path("offers/<uuid:transfer_id>/", transferring_views.answer, name="answer_transfer"),
    path("<uuid:case_id>/close/", views.close, name="close"),
    path("<uuid:case_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:case_id>/journal/", views.journal, name="journal"),
    path("<uuid:case_id>/involved/", blocking_views.involved, name="involved"),
    path("namings/confirm/", blocking_views.to_confirm, name="to_confirm"),
    path("namings/review/", blocking_views.to_review, name="to_review"),
    path("namings/<uuid:block_id>/confirm/", blocking_views.confirm_naming, name="confirm_naming"),
    path("namings/<uuid:block_id>/review/", blocking_views.review_naming, name="review_naming"),
    path("<uuid:case_id>/decisions/", deciding_views.index, name="decisions"),
    path("<uuid:case_id>/decide/<str:stage>/", deciding_views.decide, name="decide"),
    path("decisions/<uuid:decision_id>/second/", deciding_views.second, name="second"),
    path("decisions/<uuid:decision_id>/ask-review/", deciding_views.ask_review, name="ask_review"),
    path("decisions/<uuid:decision_id>/review/", deciding_views.review, name="review"),
    path("decisions/<uuid:decision_id>/take-back/", deciding_views.take_back, name="take_back"),
    path("decisions/<uuid:decision_id>/other-body/", deciding_views.other_body, name="other_body"),
]
