"""The one place that knows where the instance key is."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from qorgan import vault


@cache
def key_provider() -> vault.KeyProvider:
    """The configured provider: a 0400 key file, or a command that speaks to a KMS or HSM."""
    if settings.KEY_COMMAND:
        return vault.CommandKeyProvider(settings.KEY_COMMAND)
    return vault.FileKeyProvider(settings.KEY_FILE, data_dir=settings.DATA_DIR)
