"""Every setting, command and permission there is stands in the documents, and none there is not."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import qorgan
from qorgan.__main__ import COMMANDS

SOURCE = Path(qorgan.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
SETTING = re.compile(r"\b(?:QORGAN_[A-Z_]+[A-Z]|DATABASE_URL)\b")
# words of the code that look like settings
OTHER = {"QORGAN_FAULTS", "QORGAN_TEST_MARK"}


def test_every_setting_is_documented_and_none_that_is_not_there() -> None:
    code = [*SOURCE.rglob("*.py"), *(ROOT / "tests").glob("*.py"), ROOT / "Makefile"]
    read = {name for path in code for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert "QORGAN_WORKERS" in read
    assert set(SETTING.findall(OPERATE)) - OTHER == read - OTHER


def test_every_command_is_documented() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    )
    assert {name for name in COMMANDS if not re.search(rf"qorgan {name}\b", pages)} == set()


def test_every_permission_and_role_is_documented_as_it_is() -> None:
    page = runpy.run_path(str(ROOT / "checks" / "roles.py"))
    assert page["PAGE"].read_text(encoding="utf-8") == page["text"](), "python checks/roles.py writes it anew"
