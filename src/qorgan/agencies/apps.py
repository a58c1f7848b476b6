from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "qorgan.agencies"
    label = "agencies"

    def ready(self) -> None:
        from qorgan.agencies import sentences as told
        from qorgan.agencies.telling import add_words
        from qorgan.journal.sentences import register

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
