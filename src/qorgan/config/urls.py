"""Every address of the house, one page. Each view declares its rule (`agencies.routes.page`)."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from qorgan.web import errors

handler400 = errors.bad_request
handler403 = errors.not_found
handler404 = errors.not_found
handler500 = errors.failed

urlpatterns = [
    path("accounts/", include("qorgan.web.signin_urls")),
    path("language/", include("qorgan.web.public.urls")),
    path("", include("qorgan.web.desk.urls")),
    path("reports/", include("qorgan.reports.urls")),
    path("cases/", include("qorgan.cases.urls")),
    path("children/", include("qorgan.children.urls")),
    path("linking/", include("qorgan.linking.urls")),
    path("referrals/", include("qorgan.referrals.urls")),
    path("documents/", include("qorgan.documents.urls")),
    path("directory/", include("qorgan.agencies.urls")),
    path("law/", include("qorgan.legislation.urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/", include("qorgan.web.public.demo_urls")),
        path("styleguide/", include("qorgan.web.styleguide_urls")),
    ]
