"""Static files: gathered with hashed names into STATIC_ROOT whenever the installed ones have changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def fingerprint() -> str:
    """A hash over name, size and time of every static file of the installed apps."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect() -> bool:
    """Gather the files if needed; true if anything was done."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    mark = root / "gathered.json"
    now = fingerprint()
    if mark.exists() and json.loads(mark.read_text(encoding="ascii")) == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(json.dumps(now), encoding="ascii")
    return True
