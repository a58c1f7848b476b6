from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qorgan.web.desk"
    label = "desk"
