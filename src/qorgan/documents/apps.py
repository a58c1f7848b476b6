from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "qorgan.documents"
    label = "documents"

    def ready(self) -> None:
        from qorgan.documents import sentences as told
        from qorgan.journal.sentences import register

        register(told.SENTENCES, accesses=told.ACCESSES)
