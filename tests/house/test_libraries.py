"""Each pure library loads with its own dependencies only: whoever wants one need not install the house."""

from __future__ import annotations

import subprocess
import sys

import pytest

# library -> what it may load besides the standard library; a module of another room is never allowed
NEEDS = {
    "law": {"yaml", "numpy"},
    "linkage": {"numpy", "scipy", "rapidfuzz", "anyascii"},
    "estimation": {"numpy", "scipy"},
    "disclosure": {"numpy", "scipy", "opendp"},
    "standards": {"jsonschema", "yaml"},
    "vault": {"cryptography"},
}
# Refuses by name, so that it does not matter what else is installed; what the allowed load themselves is theirs.
LOADER = """
import importlib, importlib.abc, pkgutil, sys
library, allowed = sys.argv[1], set(sys.argv[2].split(","))

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top, *rest = name.split(".")
        asks = sys._getframe(1)
        while asks is not None and asks.f_globals.get("__name__", "").startswith(("importlib", "_frozen_importlib")):
            asks = asks.f_back
        ours = asks is not None and asks.f_globals.get("__name__", "").split(".")[0] in ("qorgan", "__main__")
        if top == "qorgan":
            if rest and rest[0] != library:
                raise ImportError(f"{library} loads another room: {name}")
        elif ours and top not in sys.stdlib_module_names and top not in allowed:
            raise ImportError(f"{library} loads {name}")
        return None

sys.meta_path.insert(0, Refuse())
room = importlib.import_module("qorgan." + library)
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
for heavy in ("django", "psycopg"):
    assert heavy not in sys.modules, heavy
"""


@pytest.mark.parametrize("library", NEEDS)
def test_a_library_loads_alone(library: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADER, library, ",".join(NEEDS[library])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]


def test_a_library_that_asks_for_more_is_noticed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADER, "law", "yaml"], capture_output=True, text=True, check=False
    )
    assert "law loads numpy" in done.stderr
