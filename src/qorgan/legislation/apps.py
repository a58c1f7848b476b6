from django.apps import AppConfig


class LegislationConfig(AppConfig):
    name = "qorgan.legislation"
    label = "legislation"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.journal.sentences import register
        from qorgan.legislation import sentences as told

        register(told.SENTENCES)
        add_words(told.WORDS)
