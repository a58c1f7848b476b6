"""Every act runs in one transaction, asks for permission and writes its journal entry."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

import qorgan

MODULES = [
    "qorgan.agencies.actions",
    "qorgan.agencies.restoring.actions",
    "qorgan.agencies.confirming.actions",
    "qorgan.children.actions",
    "qorgan.reports.actions",
    "qorgan.reports.handing.actions",
    "qorgan.cases.actions",
    "qorgan.cases.deciding.actions",
    "qorgan.cases.deciding.unanswered",
    "qorgan.cases.blocking.actions",
    "qorgan.cases.transferring.actions",
    "qorgan.linking.actions",
    "qorgan.linking.asking",
    "qorgan.referrals.actions",
    "qorgan.referrals.handing",
    "qorgan.referrals.packets.actions",
    "qorgan.documents.actions",
    "qorgan.documents.handing.actions",
    "qorgan.documents.units.actions",
]
# called by acts of other rooms or by the worker, inside their transaction
NOT_ACTS = {
    "qorgan.agencies.actions.check_roles",
    "qorgan.children.actions.create",
    "qorgan.children.actions.index_again",
    "qorgan.referrals.actions.expire_late",
    "qorgan.cases.actions.start_decision",
    "qorgan.cases.blocking.actions.bodies_named",
    "qorgan.documents.actions.follow",
    "qorgan.documents.handing.actions.seal_for_unit",
    "qorgan.documents.units.actions.in_use",
    "qorgan.documents.units.actions.listed",
    "qorgan.documents.units.actions.fingerprint",
    "qorgan.reports.actions.attach",  # asks whether there is a case already; the act is documents.actions.add
    "qorgan.reports.actions.case_opened",
    "qorgan.reports.handing.actions.needs",
    "qorgan.agencies.restoring.actions.lapse",
}


def public_functions():
    for name in MODULES:
        module = importlib.import_module(name)
        for key, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == name and not key.startswith("_"):
                yield f"{name}.{key}", function


@pytest.mark.parametrize(("name", "function"), list(public_functions()))
def test_an_act_is_marked_takes_by_and_now_and_asks_first(name, function):
    if name in NOT_ACTS:
        return
    assert getattr(function, "is_act", False), name
    plain = inspect.unwrap(function)
    parameters = inspect.signature(plain).parameters
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters.values())
    assert {"by", "now"} <= set(parameters)
    called = {
        node.func.id
        for node in ast.walk(_tree(plain))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    # the permission is asked in the act itself or in the private function that begins it
    assert called & {"require", "_receiver", "_second", "_come_back", "_both"}, f"{name} asks nobody"
    assert called & {"record", "note", "_note", "_closure", "_come_back", "_step", "_stop"}, (
        f"{name} is not journalled"
    )


def _tree(function):
    import textwrap

    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def test_only_doors_read_the_clock():
    """`now=` and `today=` are arguments everywhere else."""
    allowed = {"commands", "web", "config", "demo"}
    base = Path(qorgan.__file__).parent
    clocked = []
    for path in base.rglob("*.py"):
        room = path.relative_to(base).parts[0]
        if room in allowed or path.name == "tasks.py" or "management" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _reads_a_clock(node):
                clocked.append(f"{path.relative_to(base)}:{node.lineno}")
    assert clocked == []


def _reads_a_clock(node):
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return (
        named
        and node.attr in {"now", "today", "utcnow"}
        and node.value.id in {"timezone", "datetime", "dt", "date"}
    )
