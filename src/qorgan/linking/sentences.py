"""How the journal tells what was found, decided, joined and asked. No sentence names the other side of a hit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.telling import Words
from qorgan.linking.models import Choice, Joining, Judgement, Verdict

SENTENCES = {
    "children.compared": _(
        "%(actor)s compared the child with children in other cases. Purpose: %(purpose)s. Alike: %(hits)s"
    ),
    "linking.basis_stated": _(
        "%(actor)s stated the legal basis of looking for the same child. In force: %(in_force)s"
    ),
    "linking.chosen": _("%(actor)s chose how the child takes part in comparisons: %(part)s"),
    "linking.matched": _(
        "The child was compared with children in other cases. Other bodies asked: %(crossed)s"
    ),
    "linking.judged": _("%(actor)s decided on two files that look alike: %(verdict)s"),
    "linking.joining": _("%(actor)s: two files of one child – %(joining)s"),
    "linking.was_hit": _(
        "A comparison by another body found a child who looks like this one. It was told no name and no place."
    ),
    "linking.asked": _("%(actor)s asked the body that keeps the other record"),
    "linking.was_asked": _("Another body asks whether its child is the same as this one"),
    "linking.answered": _("%(actor)s answered the question of another body: %(answer)s"),
    "linking.answer_came": _("The other body answered: %(answer)s"),
    "linking.overseen": _("%(actor)s looked at how often officers asked other bodies"),
}
ACCESSES = ["children.compared", "linking.overseen"]
WORDS: Words = {
    "part": dict(Choice.Part.choices),
    "verdict": dict(Judgement.Verdict.choices),
    "joining": dict(Joining.Step.choices),
    "answer": dict(Verdict.choices),
}
