from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "qorgan.deadlines"
    label = "deadlines"
