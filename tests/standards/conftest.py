"""An invented HTCDS record that fills all 84 fields."""

from __future__ import annotations

import pytest

from qorgan.standards import codes, htcds

EXAMPLES = {
    "text": "Invented text, “quoted”; with a semicolon",
    "date": "2024-05-31",
    "number": "14",
    "checkbox": "true",
    "country": "KZ",
    "language": "kaz",
}


def full_record() -> dict[str, str]:
    record = {}
    for name, field in htcds.fields().items():
        if field.kind == "code":
            known = list(codes.code_list(field.code_list))
            record[name] = ";".join(known[:3]) if field.multi else known[-1]
        elif field.kind == "country" and field.multi:
            record[name] = "KZ;UZ"
        else:
            record[name] = EXAMPLES[field.kind]
    return record


@pytest.fixture
def full() -> dict[str, str]:
    return full_record()
