from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "qorgan.cases"
    label = "cases"
