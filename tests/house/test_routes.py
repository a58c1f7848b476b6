"""Every route declares who may come and which methods it answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from qorgan.agencies.permissions import VERBS
from qorgan.agencies.routes import PUBLIC, SIGNED_IN

# the public pages of the house, by name: adding one is a decision
PUBLIC_ROUTES = {
    "account_login",
    "mfa_authenticate",
    "mfa_lost",
    "mfa_login_webauthn",
    "set_language",
    "demo:choose",
    "demo:be",
}


def routes(patterns: Any = None, spaces: str = "") -> Iterator[tuple[str, Any]]:
    """(name with namespace, view) of every route."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield f"{spaces}{pattern.name}", pattern.callback


def test_every_route_declares_a_rule_and_its_methods():
    undeclared = [
        name for name, view in routes() if not hasattr(view, "rule") or not hasattr(view, "methods")
    ]
    assert undeclared == []


def test_rules_are_verbs_or_the_two_words():
    assert {view.rule for _name, view in routes()} <= set(VERBS) | {PUBLIC, SIGNED_IN}


def test_what_is_public_is_a_list():
    public = {name for name, view in routes() if view.rule == PUBLIC}
    assert public - {name for name in public if "styleguide" in name} == PUBLIC_ROUTES


def test_every_verb_is_used_by_a_route_an_act_or_a_query():
    from pathlib import Path

    import qorgan

    source = "".join(path.read_text(encoding="utf-8") for path in Path(qorgan.__file__).parent.rglob("*.py"))
    unused = [verb for verb in VERBS if source.count(f'"{verb}"') < 3]  # permissions, a role, and a use
    assert unused == []


def test_every_form_of_a_verb_that_asks_the_factor_again_does_so():
    forgotten = [
        name
        for name, view in routes()
        if view.rule in VERBS and VERBS[view.rule].step_up and "POST" in view.methods
        if not getattr(view, "steps_up", False)
    ]
    assert forgotten == []


def test_no_address_carries_more_than_ids_and_codes():
    loose = [
        str(pattern)
        for pattern, _view in _paths(get_resolver().url_patterns)
        if "<str:" in pattern
        and not any(part in pattern for part in ("<str:stage>", "<str:service>", "<str:act>"))
    ]
    assert loose == []


def _paths(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, route)
        else:
            yield route, pattern.callback
