"""What all releases of synthetic data together may ever learn about one child: the lifetime budget.

A file of JSON lines, one release a line, each bound to the one before by its hash. Costs are rho of
zero-concentrated privacy and add up (Bun, Steinke 2016); the lifetime is stated as (epsilon, delta) in the first
line and never changes.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qorgan.disclosure.budget import epsilon_for, rho_for
from qorgan.disclosure.errors import DisclosureError

START = "0" * 64


@dataclass
class Spending:
    """All releases so far, oldest first, and the hash that the next one must name."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    head: str = START

    @property
    def rho(self) -> float:
        """Spent by all releases together."""
        return sum(float(entry["rho"]) for entry in self.entries)


def read_spending(path: Path) -> Spending:
    """An absent file: nothing spent. Raises DIS-01, or DIS-14 with the first line that does not fit."""
    found = Spending()
    if not path.exists():
        return found
    try:
        lines = path.read_bytes().splitlines()
    except OSError as fault:
        raise DisclosureError("DIS-01", path.name, file=path.name, why=fault.strerror or "error") from fault
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            body = {name: value for name, value in entry.items() if name != "hash"}
            if entry["previous"] != found.head or entry["hash"] != _hash(body) or not entry["rho"] > 0:
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DisclosureError("DIS-14", f"{path.name} line {number}", line=number) from fault
        found.entries.append(entry)
        found.head = entry["hash"]
    return found


def spend(path: Path, release: dict[str, Any], lifetime: float | None) -> dict[str, float]:
    """Enter a release (`epsilon`, `delta`, `rho` and what else is to be remembered) before it leaves the house.

    `lifetime` is epsilon for all releases together; needed for the first, None or unchanged afterwards. Returns what is
    spent and what remains. Raises DIS-21 when too little is left, DIS-09 for another lifetime, DIS-16.
    """
    past = read_spending(path)
    first = past.entries[0] if past.entries else release
    limit = float(past.entries[0]["lifetime"]) if past.entries else lifetime
    if limit is None or (lifetime is not None and lifetime != limit):
        why = "the first release needs it" if limit is None else f"it was set to {limit:g}"
        raise DisclosureError("DIS-09", "--lifetime", name="--lifetime", value=lifetime, why=why)
    most = rho_for(limit, float(first["delta"]))
    total = past.rho + float(release["rho"])
    if total > most:
        left = epsilon_for(most - past.rho, float(release["delta"])) if most > past.rho else 0.0
        raise DisclosureError("DIS-21", path.name, lifetime=f"{limit:g}", left=f"{left:.2f}")
    body = {"previous": past.head, "lifetime": limit, **release}
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps({**body, "hash": _hash(body)}, ensure_ascii=False) + "\n")
    except OSError as fault:
        raise DisclosureError("DIS-16", path.name, file=path.name, why=fault.strerror or "error") from fault
    spent = epsilon_for(total, float(first["delta"]))
    return {"epsilon": limit, "delta": float(first["delta"]), "epsilon_spent": round(spent, 4)}


def _hash(body: dict[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
