"""Passkeys for real: a site that is no demonstration, Chromium and its virtual authenticator."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import free_port, wait_for

pytestmark = pytest.mark.journey
LOGIN, PASSWORD = "invented-administrator", "invented long enough 1"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def real_site() -> Iterator[str]:
    """`qorgan serve` with a database of its own and one administrator."""
    folder = Path(tempfile.mkdtemp(prefix="qorgan-real-"))
    folder.chmod(0o711)  # as root, the server's user must get through
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")}
    environ = {
        **kept,
        "QORGAN_DATA": str(folder / "data"),
        "QORGAN_PLAIN_HTTP": "1",
        "QORGAN_WORKERS": "1",
    }
    port = free_port()
    command = [sys.executable, "-m", "qorgan"]
    with subprocess.Popen([*command, "serve", "--port", str(port)], env=environ) as process:
        try:
            wait_for(f"http://localhost:{port}/", process)
            subprocess.run(
                [*command, "manage", "first_administrator"]
                + ["--login", LOGIN, "--name", "Invented Administrator", "--body", "Invented centre"],
                env=environ,
                input=f"{PASSWORD}\n",
                text=True,
                check=True,
                capture_output=True,
            )
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def phone(chromium: Any, real_site: str) -> Iterator[tuple[Any, Any, str]]:
    """A browser page whose machine has a passkey device: (page, its devtools, the device's id)."""
    context = chromium.new_context(base_url=real_site, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page, tools, made["authenticatorId"]
    context.close()


def sign_in_with_password(page: Any) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def sign_out(page: Any) -> None:
    page.goto("/accounts/logout/")
    page.click("main form button")
    page.wait_for_url("**/accounts/login/**")


def test_enrol_sign_in_and_step_up(phone: tuple[Any, Any, str]) -> None:
    page, tools, device = phone
    sign_in_with_password(page)
    page.wait_for_url("**/accounts/2fa/")  # nothing else opens until there is a factor
    page.goto("/accounts/2fa/passkeys/add/")
    page.fill("input[name=password]", PASSWORD)  # enrolling asks again
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/passkeys/add/**")
    page.fill("input[name=name]", "Invented phone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    kept = tools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(each["isResidentCredential"], each["rpId"]) for each in kept] == [(True, "localhost")]
    page.goto("/")
    assert page.url.endswith("/"), page.url
    assert page.locator("h1").is_visible()

    sign_out(page)
    page.click("#passkey_login")  # no name, no password
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto("/")
    assert page.locator("h1").is_visible()

    page.goto("/directory/manage/officer/new/")  # a step that asks the factor again
    page.wait_for_url("**reauthenticate/**")
    if "webauthn" not in page.url and "passkeys" not in page.url:
        page.click("a[href*='passkeys/reauthenticate']")
    page.click("#mfa_webauthn_reauthenticate")
    page.wait_for_url("**/directory/manage/officer/new/")
    after = tools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert after[0]["signCount"] > kept[0]["signCount"]


def test_a_passkey_that_does_not_verify_its_person_does_not_sign_in(phone: tuple[Any, Any, str]) -> None:
    page, tools, device = phone
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    assert "/accounts/login/" in page.url


def test_a_made_up_answer_signs_nobody_in(phone: tuple[Any, Any, str], real_site: str) -> None:
    """What a browser sends is looked at: an answer that no device signed opens nothing, and breaks nothing."""
    page, _tools, _device = phone
    page.goto("/accounts/login/")
    answer = page.evaluate(
        """async () => {
          const token = document.querySelector('input[name=csrfmiddlewaretoken]').value;
          const credential = JSON.stringify({id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {
            authenticatorData: 'AAAA', clientDataJSON: 'AAAA', signature: 'AAAA', userHandle: 'AAAA'},
            clientExtensionResults: {}});
          const body = new URLSearchParams({csrfmiddlewaretoken: token, credential});
          const got = await fetch('/accounts/2fa/passkeys/login/', {method: 'POST', body});
          return [got.status, got.url];
        }"""
    )
    assert answer[0] < 500
    assert answer[1].startswith(f"{real_site}/accounts/")
