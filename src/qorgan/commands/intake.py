"""`qorgan intake FILE.yaml`: reports from a file, sent by an officer to a body; good ones kept, bad ones named."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

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

    try:
        readiness.load_django()
        readiness.hold_database()
        results = run(options.file, by=options.by, to=options.to)
    except Refused as problem:
        readiness.exit_in_words(problem)
        return 2
    for result in results:
        sys.stdout.write(_line(result, as_json=options.json) + "\n")
    return 2 if any("error" in result for result in results) else 0


def run(path: Path, *, by: str | None, to: str | None) -> list[dict[str, Any]]:
    """Take the records of a file; a result for each: `{"id", "number"}` or `{"id", "error"}`.

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
        return [{"id": path.name, "error": problem.as_dict()}]
    sender = viewer_of(officer, now=now)
    return [_take(data, number, sender, body, now) for number, data in enumerate(records)]


def _take(data: Any, number: int, sender: Any, body: Any, now: Any) -> dict[str, Any]:
    from qorgan.agencies.access import Refused as AccessRefused
    from qorgan.agencies.refusals import CannotDo
    from qorgan.reports import actions, intake

    label = (
        intake.shown(data.get("id", f"record {number + 1}"))[:80]
        if isinstance(data, dict)
        else f"record {number + 1}"
    )
    try:
        record = intake.read(data)
        report = actions.send(
            to_agency=body,
            danger="unknown",
            narrative=record.narrative,
            child=record.child,
            facts=record.facts,
            learned_at=now,
            children_count=record.children_count,
            form_token=record.form_token,
            channel="file",
            source_id=record.source_id,
            by=sender,
            now=now,
        )
    except intake.BadRecord as problem:
        return {"id": label, "error": problem.as_dict()}
    except CannotDo as problem:
        return {
            "id": label,
            "error": {"code": problem.code, "place": "record", "message": str(problem.message)},
        }
    except AccessRefused:
        return {
            "id": label,
            "error": {"code": "INT-09", "place": "--by", "message": "This officer may not send reports."},
        }
    return {"id": record.source_id, "number": report.number, "report": str(report.id)}


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
        meant = f" Did you mean {error['did_you_mean']!r}?" if "did_you_mean" in error else ""
        return f"{result['id']}: {error['code']} at {error['place']}: {error['message']}{meant}"
    return f"{result['id']}: report {result['number']}"
