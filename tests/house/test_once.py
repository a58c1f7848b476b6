"""A sheet sent twice is one record: acts that write rows take the token of their sheet, and pages give it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import qorgan

SOURCE = Path(qorgan.__file__).parent
ROOMS = ("agencies", "children", "reports", "cases", "linking", "referrals", "documents", "legislation")
# What stops the second of two by itself: the code that is said, or why nothing is doubled.
STOPS_ITSELF = {
    "agencies.actions.enrol": "AGY-01",  # the sign-in name is taken
    "agencies.actions.change_agency": "GEN-01; an offer is one row",
    "agencies.actions.set_roles": "a role that is held or waits is not written again",
    "agencies.restoring.actions.ask": "AGY-07",
    "cases.actions.close": "CAS-04",
    "cases.actions.reopen": "CAS-06",
    "cases.deciding.actions.decide": "DEC-04",
    "cases.transferring.actions.ask_transfer": "CAS-09",
    "children.actions.withdraw_consent": "CHD-05",
    "children.actions.stop_doubted": "what is stopped is not stopped again",
    "children.actions.change": "GEN-01",
    "documents.units.actions.register": "DOC-12",
    "linking.actions.confirm": "SAM-05",
    "linking.actions.decline": "SAM-05",
    "linking.actions.undo": "SAM-05",
    "linking.asking.ask": "SAM-09",
    "linking.asking.answer": "SAM-12",
    "referrals.packets.actions.print_packet": "REF-11",
}
WRITES = {"create", "get_or_create", "bulk_create"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            yield (
                ".".join(path.relative_to(SOURCE).with_suffix("").parts),
                ast.parse(path.read_text(encoding="utf-8")),
            )


def acts() -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """(room.module.name, the act, does it write rows?): also by the functions of its own file that it calls."""
    for module, tree in modules():
        functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
        for name, function in functions.items():
            if any(getattr(mark, "id", "") == "act" for mark in function.decorator_list):
                yield f"{module}.{name}", function, _writes(function, functions, set())


def _writes(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    seen.add(function.name)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in WRITES and _is_manager(called.value):
            return True
        further = isinstance(called, ast.Name) and called.id in functions.keys() - seen
        if further and _writes(functions[called.id], functions, seen):
            return True
    return False


def _is_manager(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr in ("objects", "_default_manager")


def takes_token(function: ast.FunctionDef) -> bool:
    return any(each.arg == "form_token" for each in function.args.kwonlyargs)


def test_every_act_that_writes_rows_takes_the_token_of_its_sheet():
    found = list(acts())
    assert len(found) > 50
    without = {name for name, function, writes in found if writes and not takes_token(function)}
    assert without - STOPS_ITSELF.keys() == set()
    assert STOPS_ITSELF.keys() - without == set()  # and the list holds nothing that is over


def test_every_page_gives_the_token_to_the_acts_that_take_one():
    """Called by name as `actions.send(...)` in the views of any room."""
    tokened = {name.rsplit(".", 1)[1] for name, function, _writes in acts() if takes_token(function)}
    plain = {name.rsplit(".", 1)[1] for name, function, _writes in acts() if not takes_token(function)}
    given, without = 0, []
    for path in sorted(SOURCE.rglob("views*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            names = {each.arg for each in node.keywords}
            if node.func.attr in tokened - plain and "by" in names:
                given += 1
                if "form_token" not in names:
                    without.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert given > 12
    assert without == []
