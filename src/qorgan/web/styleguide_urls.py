"""The living style guide; routed only in the demonstration, and the view refuses elsewhere by itself."""

from __future__ import annotations

from django.urls import path

from qorgan.agencies.routes import PUBLIC, page
from qorgan.web.components.styleguide import styleguide

look = page(PUBLIC)(styleguide)

urlpatterns = [
    path("", look, name="styleguide"),
    path("<slug:layout>/", look, name="styleguide_layout"),
]
