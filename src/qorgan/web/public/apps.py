from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "qorgan.web.public"
    label = "public"
