from typing import Any

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "qorgan.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from django.core.checks import register as register_check

        from qorgan.agencies.telling import add_words
        from qorgan.deadlines import sentences as told
        from qorgan.journal.sentences import register

        register_check(_working_days)
        register(told.SENTENCES)
        add_words(told.words())


def _working_days(app_configs: Any, **kwargs: Any) -> list[Any]:
    """A file of working days that cannot be read stops the start: clocks would be counted wrongly."""
    from django.core.checks import Error

    from qorgan.deadlines.working_days import Unreadable, moved

    try:
        moved()
    except Unreadable as problem:
        return [Error(f"QORGAN_WORKING_DAYS: {problem}", id="CFG-37")]
    return []
