from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "qorgan.documents"
    label = "documents"
