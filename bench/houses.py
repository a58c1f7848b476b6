"""A throw-away house for the full counts: private cluster, all tables, this process as qorgan_app, the tests' cast."""

from __future__ import annotations

import atexit
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def start() -> Path:
    """Start it; returns its folder, which is removed at the end of this process."""
    for name in [each for each in os.environ if each.startswith("QORGAN_") or each == "DATABASE_URL"]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="qorgan-faults-"))
    folder.chmod(0o711)
    os.environ |= {"QORGAN_DATA": str(folder / "data"), "QORGAN_DEMO": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.config.settings"
    tests = ROOT / "tests"
    sys.path[:0] = [str(tests), *(str(room) for room in sorted(tests.iterdir()) if room.is_dir())]
    from qorgan.config import readiness

    readiness.hold_database(remove=folder)
    readiness.load_django()
    _serve_plainly()
    readiness.bring_up_to_date()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _serve_plainly() -> None:
    """Pages outside a server: no collected files needed, and Django's test client may ask as `testserver`."""
    from django.conf import settings
    from django.test.utils import setup_test_environment

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    setup_test_environment(debug=False)


def say(figures: dict[str, Any]) -> None:
    """Print one JSON object with what it ran on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    on = {"python": platform.python_version(), "postgresql": server, "processors": os.cpu_count()}
    sys.stdout.write(json.dumps({**figures, "on": on}, indent=2, ensure_ascii=False, default=str) + "\n")
