"""How the journal tells that a time limit has passed."""

from __future__ import annotations

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.telling import Words
from qorgan.deadlines.rules import Rule, rules


class _Title:
    """The duty of a rule, said in the language of whoever reads."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def __str__(self) -> str:
        return self.rule.title()


SENTENCES = {
    "deadlines.fulfilled": _("%(actor)s noted as done: “%(rule)s”"),
    "deadlines.escalated": _(
        "%(actor)s: time has run out for “%(rule)s”. Protection goes on; it stands as late in the tasks"
    ),
}


def words() -> Words:
    """The duties by the id of their rule."""
    return {"rule": {rule.id: lazystr(_Title(rule)) for rule in rules().values()}}
