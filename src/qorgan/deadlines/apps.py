from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "qorgan.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.deadlines import sentences as told
        from qorgan.journal.sentences import register

        register(told.SENTENCES)
        add_words(told.words())
