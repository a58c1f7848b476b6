from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "qorgan.agencies"
    label = "agencies"
