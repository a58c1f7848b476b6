from django.apps import AppConfig


class LinkingConfig(AppConfig):
    name = "qorgan.linking"
    label = "linking"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.cases.beside import add_notice
        from qorgan.journal.sentences import register
        from qorgan.linking import sentences as told
        from qorgan.linking.presenting import joined_notice

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
        add_notice(joined_notice)
