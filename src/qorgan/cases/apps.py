from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "qorgan.cases"
    label = "cases"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.cases import sentences as told
        from qorgan.journal.sentences import register

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
