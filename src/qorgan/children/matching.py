"""Asking for a comparison: always after the act, always the same, whoever the child is.

The job's name is all this room knows of it; the linker, a process of its own, takes it up after the commit.
"""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from qorgan.agencies.access import Viewer

TASK, QUEUE = "qorgan.linking.tasks.match", "linking"


def ask(case_id: UUID, *, by: Viewer) -> None:
    """Compare the child of this case with others, later. The job carries ids and no word of the child."""
    app.configure_task(TASK, queue=QUEUE).defer(case_id=str(case_id), officer_id=str(by.officer.id))
