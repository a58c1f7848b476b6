from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "qorgan.reports"
    label = "reports"
