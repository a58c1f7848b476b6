"""Background work with the instance key."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.journal.actions import checkpoint
from qorgan.journal.models import Checkpoint, Head
from qorgan.keyring.provider import key_provider


@app.periodic(cron="* * * * *")
@app.task(queue="journal", pass_context=False, queueing_lock="checkpoint")
def sign_checkpoint(timestamp: int) -> None:
    """Every minute: sign the journal's size and root and hand them to the witness, if anything was written."""
    if not settings.CHECKPOINTS:
        return
    newest = Checkpoint.objects.order_by("-id").values_list("log", "size").first()
    if newest != Head.objects.values_list("log", "size").first():
        checkpoint(now=timezone.now(), signer=key_provider().signer())
