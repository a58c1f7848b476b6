"""Bring the catalogues up to date with the sources.

    python checks/extract.py              every room
    python checks/extract.py cases web    these rooms

New sentences are added without a translation, those no longer used are dropped, the rest stays as it is.
The house's own catalogue (src/qorgan/locale) is kept by hand: its sentences stand in other people's code.
"""

from __future__ import annotations

import sys
from pathlib import Path

from catalogues import LANGUAGES, PACKAGE, catalogue_path, keyed, load, rooms, save, used


def main(names: list[str]) -> int:
    """Update the named rooms, or all; exit code 2 for a name that is no room."""
    known = {str(room.relative_to(PACKAGE)).replace("/", "."): room for room in rooms()}
    for name in names:
        if name not in known:
            sys.stderr.write(f"no room {name}; there are: {', '.join(known)}\n")
            return 2
    for name in names or known:
        update(name, known[name])
    return 0


def update(name: str, room: Path) -> None:
    """Both catalogues of one room; says how many sentences still wait."""
    wanted = used(room)
    for language in LANGUAGES:
        path = catalogue_path(room / "locale", language)
        if not wanted and not path.is_file():
            continue
        old = keyed(load(path, language))
        save(path, language, {key: old.get(key, ()) for key in wanted})
        waiting = sum(1 for key in wanted if not all(old.get(key, ()) or [""]))
        if waiting:
            sys.stdout.write(f"{name} {language}: {waiting} of {len(wanted)} sentences to translate\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
