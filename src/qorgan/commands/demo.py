"""`qorgan demo`: a small invented country, its own database, the site, and who you can be. Never a real database."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys

from qorgan.config import database
from qorgan.config.refusal import Refused


def main(argv: list[str]) -> int:
    """`argv[0]` is "demo". Exit code as `qorgan serve`; 2 when a given database is not a demonstration."""
    parser = argparse.ArgumentParser(prog="qorgan demo", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--port", type=int, default=8000, help="port on this machine (default 8000)")
    parser.add_argument("--build-only", action="store_true", help="build the country, serve nothing")
    options = parser.parse_args(argv[1:])
    os.environ["QORGAN_DEMO"] = "1"
    if database.is_embedded() and not os.environ.get("QORGAN_DATA"):
        own = database.data_dir(os.environ)
        os.environ["QORGAN_DATA"] = str(own.with_name(f"{own.name}-demo"))
    from qorgan.commands import serve
    from qorgan.config import readiness

    try:
        problems = serve.prepare("127.0.0.1", options.port)
    except Refused as refused:
        problems = [refused]
    for problem in problems:
        readiness.exit_in_words(problem)
    if problems:
        return 2
    build_country()
    if options.build_only:
        return 0
    sys.stdout.write(_welcome(options.port))
    sys.stdout.flush()
    return serve.run("127.0.0.1", options.port)


def build_country() -> None:
    """Bodies, officers and sixty cases, once; a country that is there already is left as it is."""
    from django.db import connection, transaction
    from django.utils import timezone

    from qorgan.agencies.models import Agency
    from qorgan.demo import country, newcomer, same_child, stories, unit

    try:
        if Agency.objects.exists():
            return
        sys.stdout.write("qorgan demo: building the invented country (about half a minute)\n")
        sys.stdout.flush()
        now = timezone.now()
        with transaction.atomic():
            made = country.build(since=now - dt.timedelta(days=400))
            stories.tell(made, now=now)
            told = same_child.tell(made, now=now)
            unit.register(made, now=now - dt.timedelta(days=200))
            newcomer.ask(made, now=now - dt.timedelta(days=1))
        same_child.match(told, now=now)
        _watch_clocks(now)
    finally:
        connection.close()


def _watch_clocks(now: dt.datetime) -> None:
    """What the worker does every minute, so that the first visitor sees what is late and what came back."""
    from django.db import transaction

    from qorgan.deadlines.actions import escalate_late
    from qorgan.referrals import tasks

    with database.as_role(database.WORKER), transaction.atomic():
        tasks.watch(now=now)
        escalate_late(now=now)


def _welcome(port: int) -> str:
    from qorgan.demo import unit
    from qorgan.demo.country import BODIES

    lines = [
        "",
        "Demonstration: no real persons.",
        f"Open http://localhost:{port}/demo/ and pick an officer to be (no password in the demonstration):",
    ]
    for body in BODIES:
        lines += [
            f"  {login:<10} {', '.join(roles)} - {body.en}" for login, _name, _language, roles in body.people
        ]
    lines += [
        "",
        "What may show abuse is sealed for the police; their key, for trying it (`qorgan unit open`):",
    ]
    lines += [f"  {unit.key_file()}", "", "Stop with Ctrl-C.", ""]
    return "\n".join(lines)
