from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "qorgan.journal"
    label = "journal"

    def ready(self) -> None:
        from qorgan.journal import sentences

        sentences.register(
            {
                "journal.restored": _("The journal was restored from a backup after %(size)s entries"),
                "journal.verified": _("%(actor)s verified the journal. Whole and unchanged: %(sound)s"),
            }
        )
