"""`qorgan intake FILE.yaml`: reports from a file, sent by an officer to a body; good ones kept, bad ones named."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qorgan.config import words
from qorgan.config.refusal import Refused


def main(argv: list[str]) -> int:
    """`argv[0]` is "intake". Exit code 0 when all were taken, 2 when any was not (the good ones are kept)."""
    parser = argparse.ArgumentParser(prog="qorgan intake", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path, help="YAML; its keys are explained in docs/intake.md")
    parser.add_argument("--by", help="sign-in name of the officer who sends (in a demonstration: kamila)")
    parser.add_argument(
        "--to",
        help="id or English name of the body that assesses (in a demonstration: the first that takes reports)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a record")
    options = parser.parse_args(argv[1:])
    from qorgan.config import readiness

    failed = False
    try:
        readiness.load_django()
        readiness.hold_database()
        for result in run(options.file, by=options.by, to=options.to):
            failed = failed or "error" in result
            sys.stdout.write(_line(result, as_json=options.json) + "\n")
            sys.stdout.flush()  # what was taken is said before the next one is tried
    except Refused as problem:
        readiness.exit_in_words(problem)
        return 2
    return 2 if failed else 0


def run(path: Path, *, by: str | None, to: str | None) -> Iterator[dict[str, Any]]:
    """Take the records of a file, one after the other; a result for each: `{"id", "number"}` or `{"id", "error"}`.

    Raises Refused CFG-40, CFG-41 when sender or receiver cannot be found, CFG-42 for a file that cannot be read.
    """
    from django.utils import timezone

    from qorgan.agencies.access import viewer_of
    from qorgan.reports import intake

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refused("CFG-42", f"{path.name} cannot be read as UTF-8 text.") from None
    now = timezone.now()
    officer, body = _sender(by), _receiver(to)
    try:
        records = intake.load(text)
    except intake.BadRecord as problem:
        yield {"id": path.name, "error": _spoken(problem)}
        return
    sender, taken = viewer_of(officer, now=now), Taken()
    for number, data in enumerate(records, 1):
        label = (
            intake.shown(data.get("id", f"record {number}")) if isinstance(data, dict) else f"record {number}"
        )
        yield {"id": label[:80]} | _take(data, taken, sender, body, now)


Taken = dict[str, tuple[Any, str]]  # id -> what was read under it, number of its report


def _take(data: Any, taken: Taken, sender: Any, body: Any, now: Any) -> dict[str, Any]:
    from django.db import Error
    from django.utils.translation import override

    from qorgan.agencies.access import Refused as AccessRefused
    from qorgan.agencies.refusals import CannotDo
    from qorgan.reports import intake, taking

    try:
        record = intake.read(data)
        before, number = taken.get(record.source_id, (record, ""))
        if before != record:
            raise intake.BadRecord(
                "INT-10",
                "id",
                f"This file has this id twice with different content; the first is report {number}. This one was not "
                "taken: give it an id of its own.",
            )
        report = taking.take(record=record, to_agency=body, by=sender, now=now)
    except intake.BadRecord as problem:
        return {"error": _spoken(problem)}
    except CannotDo as problem:
        with override(words.language()):
            return {"error": {"code": problem.code, "place": "record", "message": str(problem.message)}}
    except AccessRefused:
        return {"error": _spoken(intake.BadRecord("INT-09", "--by", "This officer may not send reports."))}
    except Error:  # a bad record never stops the rest
        unwritten = intake.BadRecord(
            "INT-13",
            "record",
            "This record could not be written down, and nothing of it is kept. Try it again alone.",
        )
        return {"error": _spoken(unwritten)}
    taken[record.source_id] = (record, report.number)
    return {"id": record.source_id, "number": report.number, "report": str(report.id)}


def _spoken(problem: Any) -> dict[str, str]:
    """A bad record in the language of the terminal."""
    said: dict[str, str] = problem.as_dict()
    return said | {"message": words.said(problem.message)}


def _sender(login: str | None) -> Any:
    from qorgan.agencies.models import Officer

    name = login or _in_demonstration("--by", "kamila")
    officer = Officer.objects.select_related("agency").filter(login=name).first()
    if officer is None:
        raise Refused("CFG-40", f"there is no officer with the sign-in name {name!r}; say --by NAME.")
    return officer


def _receiver(wanted: str | None) -> Any:
    from qorgan.agencies import queries

    bodies = queries.receivers()
    if wanted is None:
        _in_demonstration("--to", "")
        return bodies[0]
    found = [body for body in bodies if wanted in (str(body.id), body.name_en)]
    if not found:
        raise Refused(
            "CFG-41", f"no body that takes reports is called {wanted!r}; say --to ID or its English name."
        )
    return found[0]


def _in_demonstration(option: str, default: str) -> str:
    from qorgan.agencies import queries

    if not queries.is_demonstration():
        raise Refused("CFG-40", f"say {option}: only a demonstration has a default.")
    return default


def _line(result: dict[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(result, ensure_ascii=False)
    if "error" in result:
        error = result["error"]
        meant = words.said(f"Did you mean {error['did_you_mean']}?") if "did_you_mean" in error else ""
        return f"{result['id']}: {error['code']} ({error['place']}): {error['message']} {meant}".rstrip()
    return f"{result['id']}: report {result['number']}"
