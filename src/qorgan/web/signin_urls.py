"""Sign-in pages of allauth that this house uses; everything else of it has no address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from qorgan.agencies.routes import PUBLIC, SIGNED_IN, declared
from qorgan.web.signin_lost import enrolling, lost, news

urlpatterns = [
    path("login/", declared(PUBLIC, account.login), name="account_login"),
    path("logout/", declared(SIGNED_IN, account.logout), name="account_logout"),
    path("reauthenticate/", declared(SIGNED_IN, account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", declared(SIGNED_IN, account.password_change), name="account_change_password"),
    path("2fa/", declared(SIGNED_IN, mfa.index), name="mfa_index"),
    path("2fa/authenticate/", declared(PUBLIC, mfa.authenticate), name="mfa_authenticate"),
    path("2fa/lost/", lost, name="mfa_lost"),
    path("news/", news, name="account_news"),
    path("2fa/reauthenticate/", declared(SIGNED_IN, mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", declared(SIGNED_IN, enrolling(totp.activate_totp)), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", declared(SIGNED_IN, totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", declared(SIGNED_IN, codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/codes/new/",
        declared(SIGNED_IN, codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/codes/download/",
        declared(SIGNED_IN, codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/passkeys/", declared(SIGNED_IN, passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", declared(SIGNED_IN, enrolling(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        declared(SIGNED_IN, passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        declared(SIGNED_IN, passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/edit/", declared(SIGNED_IN, passkeys.edit_webauthn), name="mfa_edit_webauthn"
    ),
    path("2fa/passkeys/login/", declared(PUBLIC, passkeys.login_webauthn), name="mfa_login_webauthn"),
]
