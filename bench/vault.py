"""Speed of the vault, one thread: python bench/vault.py [--rounds 20000]"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from uuid import uuid4

from qorgan import vault


def microseconds(what: Callable[[], object], rounds: int) -> float:
    """Mean microseconds of one call; the best of five runs."""
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(rounds):
            what()
        best = min(best, time.perf_counter() - begun)
    return round(best / rounds * 1e6, 2)


def main() -> None:
    """Print one JSON object, microseconds per call."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20_000)
    rounds = parser.parse_args().rounds
    ring, key_id, secret = vault.Keyring.new(), vault.new_id(), vault.new_data_key()
    here = {"key_id": key_id, "field": "child.names", "row_id": uuid4(), "schema": 1}
    name = "Invented Name, Ойдан Шығарылған"
    sealed, wrapped, subkey = (
        vault.seal(secret, name, **here),
        ring.wrap(key_id, secret),
        ring.subkey("search-tokens"),
    )
    figures = {
        "seal_name": microseconds(lambda: vault.seal(secret, name, **here), rounds),
        "unseal_name": microseconds(lambda: vault.unseal(secret, sealed, **here), rounds),
        "wrap": microseconds(lambda: ring.wrap(key_id, secret), rounds),
        "unwrap": microseconds(lambda: ring.unwrap(key_id, wrapped), rounds),
        "unwrap_and_unseal": microseconds(
            lambda: vault.unseal(ring.unwrap(key_id, wrapped), sealed, **here), rounds
        ),
        "token": microseconds(lambda: vault.token(subkey, "тест|2014"), rounds),
        "new_id": microseconds(vault.new_id, rounds),
        "sealed_bytes_of_a_name": len(sealed),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
