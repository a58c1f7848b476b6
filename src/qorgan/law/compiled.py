"""The law data as one fast-loading file, with a check that it is as fresh as the YAML beside it.

`build(out)` is called when a wheel is built (and may be called in a working copy); reading falls back to YAML,
file by file, wherever the compiled content does not match the hash of its source.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
COMPILED = Path(__file__).parent / "_compiled.json"
FORMAT = 1
FOLDERS = ("vocabulary", "provisions", "patches")
SINGLES = ("jurisdictions.yaml", "reference_codes.yaml")

Raw = dict[str, dict[str, Any]]


def sources(data: Path = DATA) -> list[Path]:
    """All YAML files of the law, in a fixed order."""
    found = [path for folder in FOLDERS for path in sorted((data / folder).glob("*.yaml"))]
    return found + [data / name for name in SINGLES if (data / name).exists()]


def _plain(value: Any) -> Any:
    """YAML values as JSON values: days become text, keys become text."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value


def read_yaml(content: bytes) -> Any:
    """One YAML document with the fast loader where it is there; raises yaml.YAMLError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return _plain(yaml.load(content, Loader=loader))  # noqa: S506 - a safe loader either way


def digest(content: bytes) -> str:
    """The hash by which a compiled file knows its source."""
    return hashlib.sha256(content).hexdigest()


def build(out: Path | str = COMPILED, data: Path = DATA) -> Path:
    """Write the compiled law (JSON: format, hash and content per file) and return its path."""
    files = {}
    for path in sources(data):
        content = path.read_bytes()
        files[path.relative_to(data).as_posix()] = {"sha256": digest(content), "content": read_yaml(content)}
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        json.dumps({"format": FORMAT, "files": files}, ensure_ascii=False, separators=(",", ":")),
        encoding="utf-8",
    )
    return target


def stale(compiled: Path = COMPILED, data: Path = DATA) -> list[str]:
    """Names of the YAML files that the compiled law does not hold in their present wording."""
    known = _compiled(compiled)
    result = []
    for path in sources(data):
        name = path.relative_to(data).as_posix()
        if known.get(name, {}).get("sha256") != digest(path.read_bytes()):
            result.append(name)
    present = {path.relative_to(data).as_posix() for path in sources(data)}
    return result + sorted(set(known) - present)


def _compiled(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return {}
    files: dict[str, Any] = content["files"]
    return files


def load(data: Path = DATA, compiled: Path | None = COMPILED) -> Raw:
    """Every law file as parsed content by its name; only what is stale is read from YAML."""
    known = _compiled(compiled) if compiled is not None else {}
    paths = sources(data)
    if not paths:
        return {name: entry["content"] for name, entry in known.items()}
    result: Raw = {}
    for path in paths:
        name = path.relative_to(data).as_posix()
        content = path.read_bytes()
        entry = known.get(name)
        if entry is not None and entry["sha256"] == digest(content):
            result[name] = entry["content"]
        else:
            result[name] = read_yaml(content) or {}
    return result
