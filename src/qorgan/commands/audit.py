"""`qorgan audit verify|checkpoint`: is the journal whole, and sign what it is now."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from qorgan.config.refusal import Refused

# What the command says, in the languages of the house. Faults have their own sentences (journal.errors).
TEXTS = {
    "sound": {
        "kk": "Журнал бүтін. Тексерілген жазба: {entries}, бақылау нүктесі: {checkpoints}, куәдегісі: {witnessed}.",
        "ru": "Журнал цел. Проверено записей: {entries}, контрольных точек: {checkpoints}, у свидетеля: {witnessed}.",
        "en": "The journal is whole. Entries checked: {entries}, checkpoints: {checkpoints}, witnessed: {witnessed}.",
    },
    "bad": {
        "kk": "ЖУРНАЛ БҮТІН ЕМЕС. Тексерілген жазба: {entries}. Бірінші бүлінген жер: {first}",
        "ru": "ЖУРНАЛ НАРУШЕН. Проверено записей: {entries}. Первое повреждённое место: {first}",
        "en": "THE JOURNAL IS NOT WHOLE. Entries checked: {entries}. First bad place: {first}",
    },
    "entry": {"kk": "{seq}-жазба", "ru": "запись {seq}", "en": "entry {seq}"},
    "stretch": {
        "kk": "{seq} мен {until} аралығындағы жазба",
        "ru": "запись между {seq} и {until}",
        "en": "an entry from {seq} to before {until}",
    },
    "nowhere": {"kk": "жалпы журнал", "ru": "журнал в целом", "en": "the journal as a whole"},
    "restored": {
        "kk": "Назар аударыңыз: журнал {size} жазбадан кейін сақтық көшірмеден қалпына келтірілген;"
        " одан кейінгі {entries} жазба тек куәда бар. Мұндай қалпына келтіру болғанын растаңыз.",
        "ru": "Внимание: журнал восстановлен из копии после записи {size};"
        " следующие за ней записи ({entries}) есть только у свидетеля. Убедитесь, что такое восстановление было.",
        "en": "Note: the journal was restored from a backup after {size} entries; {entries} later ones are only with"
        " the witness. Make sure that there was such a restore.",
    },
    "signed": {
        "kk": "Қол қойылды: {size} жазба, түбір {root}, кілт {key}.",
        "ru": "Подписано: записей {size}, корень {root}, ключ {key}.",
        "en": "Signed: {size} entries, root {root}, key {key}.",
    },
}


def main(argv: list[str]) -> int:
    """Run the subcommand. Exit code 0: whole or signed; 1: not whole; 2: it could not be asked."""
    chosen = _parser().parse_args(argv[1:])
    from qorgan.config import readiness
    from qorgan.journal.errors import JournalError
    from qorgan.vault import VaultError

    try:
        readiness.hold_database()
        readiness.load_django()
        return _verify(chosen) if chosen.what == "verify" else _checkpoint(chosen)
    except (Refused, VaultError, JournalError) as problem:
        sys.stderr.write(f"qorgan audit: {problem}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qorgan audit", description="Verify the journal or sign a checkpoint."
    )
    parts = parser.add_subparsers(dest="what", required=True)
    verify = parts.add_parser("verify", help="compute everything anew; name the first bad entry")
    verify.add_argument("--witness", type=Path, help="the witness's folder (default: QORGAN_WITNESS)")
    verify.add_argument(
        "--no-witness", action="store_true", help="compare with the database's checkpoints only"
    )
    verify.add_argument(
        "--trust", metavar="HEX", type=bytes.fromhex, action="append", default=[], help="an older public key"
    )
    verify.add_argument(
        "--no-key",
        action="store_true",
        help="trust only the keys of --trust (for a machine without the key file)",
    )
    signing = parts.add_parser("checkpoint", help="sign size and root, and hand them to the witness")
    for part in (verify, signing):
        part.add_argument("--json", action="store_true", help="one JSON object")
        part.add_argument("--lang", choices=["kk", "ru", "en"], default=os.environ.get("QORGAN_LANG", "en"))
    return parser


def _verify(chosen: argparse.Namespace) -> int:
    from qorgan.config.database import as_owner
    from qorgan.journal.verify import verify
    from qorgan.journal.witness import Witness, configured_witness
    from qorgan.keyring.provider import key_provider

    trusted = list(chosen.trust)
    if not chosen.no_key:
        trusted.append(key_provider().signer().public_key().public_bytes_raw())
    witness = None
    if not chosen.no_witness:
        witness = Witness(chosen.witness) if chosen.witness else configured_witness()
    with as_owner() as connection:
        connection.ensure_connection()
        result = verify(connection.connection, trusted=trusted, witness=witness)
    sys.stdout.write(_as_json(result) if chosen.json else _as_text(result, chosen.lang))
    return 0 if result.sound else 1


def _checkpoint(chosen: argparse.Namespace) -> int:
    from django.utils import timezone

    from qorgan.config.database import as_owner
    from qorgan.journal.actions import checkpoint
    from qorgan.keyring.provider import key_provider

    with as_owner():
        made = checkpoint(now=timezone.now(), signer=key_provider().signer())
    content = {"size": made.size, "root": made.root.hex(), "key": made.key}
    text = TEXTS["signed"][chosen.lang].format(**content)
    sys.stdout.write((json.dumps(content) if chosen.json else text) + "\n")
    return 0


def _as_text(result: Any, language: str) -> str:
    first = result.first_bad
    if first is None:
        lines = [TEXTS["sound"][language].format(**vars(result))]
    else:
        lines = [TEXTS["bad"][language].format(entries=result.entries, first=_fault(first, language))]
        lines += [f"  {_fault(fault, language)}" for fault in result.faults]
    lines += [TEXTS["restored"][language].format(**vars(lost)) for lost in result.restores]
    return "\n".join(lines) + "\n"


def _fault(fault: Any, language: str) -> str:
    from qorgan.journal.errors import text

    where = "nowhere" if fault.seq is None else "entry" if fault.until is None else "stretch"
    said = TEXTS[where][language].format(seq=fault.seq, until=fault.until)
    if fault.entry_id is not None:
        said = str(fault.entry_id) if fault.seq is None else f"{said} ({fault.entry_id})"
    note = f" [{fault.place}]" if fault.place else ""
    return f"{said}: {fault.code}: {text(fault.code, language)}{note}"


def _as_json(result: Any) -> str:
    def plain(fault: Any) -> dict[str, Any] | None:
        if fault is None:
            return None
        entry = str(fault.entry_id) if fault.entry_id else None
        return {
            "code": fault.code,
            "seq": fault.seq,
            "until": fault.until,
            "entry": entry,
            "note": fault.place,
        }

    content = {
        "sound": result.sound,
        "entries": result.entries,
        "checkpoints": result.checkpoints,
        "witnessed": result.witnessed,
        "root": result.root.hex(),
        "seconds": round(result.seconds, 3),
        "first_bad": plain(result.first_bad),
        "restores": [{"log": str(one.log), "size": one.size, "lost": one.entries} for one in result.restores],
        "faults": [plain(fault) for fault in result.faults],
    }
    return json.dumps(content) + "\n"
