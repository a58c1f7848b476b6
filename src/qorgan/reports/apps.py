from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "qorgan.reports"
    label = "reports"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.journal.sentences import register
        from qorgan.reports import sentences as told

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
