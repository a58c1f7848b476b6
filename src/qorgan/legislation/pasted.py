"""Cases pasted into the reform bench: YAML of bounded size, without the parts that can blow up."""

from __future__ import annotations

from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000  # characters
MOST = 50  # cases
DEEPEST = 12


class _Plain(yaml.SafeLoader):
    """YAML without aliases: an alias can make a small text enormous."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("alias")
        depth = getattr(self, "depth", 0) + 1
        if depth > DEEPEST:
            raise yaml.YAMLError("depth")
        self.depth = depth
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth = depth - 1


def read(text: str) -> list[Any]:
    """One case or a list of cases. Raises ValidationError LEG-05 (not YAML), LEG-06 (too many), LEG-07 (no case)."""
    try:
        found = yaml.load(text, Loader=_Plain)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = {"line": mark.line + 1 if mark else 1}
        raise ValidationError(
            _("This is not readable YAML near line %(line)s. Check dashes, colons and indents."),
            code="LEG-05",
            params=where,
        ) from None
    cases = found if isinstance(found, list) else [found]
    cases = [
        each["facts"] if isinstance(each, dict) and "facts" in each and "case" in each else each
        for each in cases
    ]
    if not cases or any(not isinstance(each, dict) for each in cases):
        raise ValidationError(_("Paste one case or a list of cases, each with its facts."), code="LEG-07")
    if len(cases) > MOST:
        raise ValidationError(_("Paste at most fifty cases at a time."), code="LEG-06")
    for number, each in enumerate(cases, start=1):
        each.setdefault("id", f"{number}")
    return cases
