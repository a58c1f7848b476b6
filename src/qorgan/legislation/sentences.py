"""How the journal tells what lawyers decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.telling import Words
from qorgan.legislation.models import Opinion

SENTENCES = {
    "law.opinion_recorded": _(
        "%(actor)s recorded a decision on a provision of law (%(provision)s): %(verdict)s"
    ),
}
WORDS: Words = {"verdict": dict(Opinion.Verdict.choices)}
