"""How allauth is bent to this house: nobody signs up, names are ours, a second factor is forced elsewhere."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from qorgan.agencies.models import Officer


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """An officer is fetched together with the body: every page asks for both."""

    def get_user(self, user_id: Any) -> Officer | None:
        found = Officer.objects.select_related("agency").filter(pk=user_id).first()
        return found if found is not None and self.user_can_authenticate(found) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator only (`agencies.actions.enrol`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["login"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """A sitting began: end what colleagues began for a factor that is not lost, and tell what was done."""
        from qorgan.web.signin_lost import at_sign_in

        at_sign_in(request, user)
        found: HttpResponse = super().post_login(request, user, **kwargs)
        return found

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor shows that one again; the password only before there is one."""
        methods = super().get_reauthentication_methods(user)
        return [each for each in methods if each["id"] != "reauthenticate"] or methods

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves: notices are pages."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery seeds are sealed with a subkey of the instance key before they are stored."""

    def encrypt(self, text: str) -> str:
        from qorgan.keyring.actions import seal_setting

        return seal_setting("mfa", text)

    def decrypt(self, encrypted_text: str) -> str:
        from qorgan.keyring.actions import unseal_setting

        return unseal_setting("mfa", encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Qorgan"}
