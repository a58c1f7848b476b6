from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "qorgan.children"
    label = "children"
