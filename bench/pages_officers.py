"""Officers of `bench/pages.py`: a browser, and how each kind of thing is done, with proof that it was done."""

from __future__ import annotations

import datetime as dt
import http.client
import random
import re
import time
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

PORT = 8731
KINDS = ("tasks", "cases", "filtered", "case", "search", "report", "accept")
FILTERED = "/cases/?state=open&status=reasonable&region=KZ-75"


class Browser:
    """A signed-in officer with cookies and one connection."""

    def __init__(self, login: str) -> None:
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        page = self.get("/demo/")[2]
        found = re.search(rf'action="(/demo/be/[^"]+)"(?:(?!</form>).)*value="{login}"', page, re.S)
        assert found, login
        self.post(found[1], {"officer": login})

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Host": f"localhost:{PORT}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):  # the server closed an idle connection
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, answer.getheader("Location", ""), text

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, where it leads, text."""
        return self._send("GET", path)

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        """The same for a form."""
        token = self.cookies.get("qorgan-form", "")
        return self._send("POST", path, urlencode({"csrfmiddlewaretoken": token, **data}, doseq=True))


class Officer:
    """One officer, what belongs to them, and how they do each kind of thing."""

    def __init__(self, login: str, cases: list[Any], pending: list[Any], body: Any, seed: int) -> None:
        self.login = login
        self.chance = random.Random(seed)
        self.browser = Browser(login)
        self.cases, self.pending, self.body = cases, list(pending), body

    def do(self, kind: str) -> None:
        """Do it; fail when the answer is not that of a thing done."""
        path, data = asked(kind, self.chance, self.cases, self.pending, self.body)
        status, leads, _ = self.browser.get(path) if data is None else self.browser.post(path, data)
        wanted = {"report": (302, "/reports/"), "accept": (302, "/referrals/")}.get(kind, (200, ""))
        assert (status, leads[: len(wanted[1])]) == wanted, (kind, status, leads)


def asked(
    kind: str, chance: random.Random, cases: list[Any], pending: list[Any], body: Any
) -> tuple[str, dict[str, Any] | None]:
    """Address and form of one request; a waiting referral is used up."""
    if kind == "case":
        return f"/cases/{chance.choice(cases)}/", None
    if kind == "search":
        return "/children/search/", words(chance)
    if kind == "report":
        return "/reports/new/", report(body)
    if kind == "accept":
        return f"/referrals/{pending.pop()}/accept/", {}
    return {"tasks": "/", "cases": "/cases/", "filtered": FILTERED}[kind], None


def words(chance: random.Random) -> dict[str, Any]:
    """An invented name and a birth year."""
    from qorgan.demo import crowd

    return {"names": crowd.spoken(chance), "birth_year": chance.randrange(2006, 2024)}


def report(body: Any) -> dict[str, Any]:
    """A short report, learned of yesterday, sent to a body."""
    learned = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    return {
        "danger": "unknown",
        "to_agency": str(body),
        "narrative": "Invented.",
        "once": str(uuid4()),
        "learned_at_day": learned.day,
        "learned_at_month": learned.month,
        "learned_at_year": learned.year,
        "learned_at_time": "10:00",
    }


def answers() -> None:
    """Wait until the site does."""
    for _ in range(240):
        try:
            probe = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            probe.request("GET", "/demo/", headers={"Host": f"localhost:{PORT}"})
            if probe.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit("the site does not answer")
