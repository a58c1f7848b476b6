"""Addresses of this room: ids of provisions and codes of countries, never a word about a child."""

from __future__ import annotations

from django.urls import path, register_converter

from qorgan.legislation import views, views_case, views_compare


class ProvisionId:
    """The id of a provision, as in the law collection."""

    regex = "[a-z0-9][a-zA-Z0-9_.-]{1,63}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CountryCode:
    """Two letters of a country, or INT for the yardsticks."""

    regex = "[A-Z]{2,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProvisionId, "provision")
register_converter(CountryCode, "country")

app_name = "legislation"
urlpatterns = [
    path("", views.index, name="index"),
    path("in/<country:country>/", views.country, name="country"),
    path("provisions/<provision:norm>/", views.provision, name="provision"),
    path("compare/", views_compare.compare, name="compare"),
    path("compare/passages/", views_compare.cell, name="cell"),
    path("gaps/<country:country>/", views_compare.gaps, name="gaps"),
    path("recommendations/", views_compare.recommendations, name="recommendations"),
    path("reforms/try/", views_compare.bench, name="bench"),
    path("cases/<uuid:case_id>/", views_case.show, name="case"),
    path("cases/<uuid:case_id>/decide/<provision:provision>/", views_case.opinion, name="opinion"),
]
