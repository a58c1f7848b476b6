"""The world of the access tests with a lawyer and a recorded event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from access import world as worlds
from qorgan.agencies.scope import acting
from qorgan.cases import queries as cases
from qorgan.legislation import actions

LATER = worlds.NOW + dt.timedelta(minutes=5)
REASONS = "Invented reasons canary-opinion-3131"


class Scene:
    """One case, its keeper and lawyers in relation to it."""

    def __init__(self) -> None:
        self.world = worlds.build()
        self.lawyer = self.world.viewer("legal_aid", "receiver")
        self.keeper = self.world.viewer("guardianship", "keeper")
        with acting(self.lawyer, now=LATER):
            self.case = cases.find(self.lawyer, self.world.case.id, "law:opinion")

    def decide(self, **changes: Any) -> Any:
        """Record a decision as the lawyer."""
        given = {
            "case": self.case,
            "provision": "kz.cc2014.135.1",
            "verdict": "met",
            "computed": "open",
            "reasons": REASONS,
            "form_token": worlds.cast.token(),
            "by": self.lawyer,
            "now": LATER,
        }
        return actions.record_opinion(**(given | changes))

    def say(self, **facts: Any) -> None:
        """Write facts of the event straight into the row, as the keeper."""
        with acting(self.keeper, now=LATER):
            event = cases.page(self.keeper, self.case.id).events[0].event
            for name, value in facts.items():
                setattr(event, name, value)
            event.save()
