from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "qorgan.children"
    label = "children"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.children import sentences as told
        from qorgan.journal.sentences import register

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
