from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "qorgan.keyring"
    label = "keyring"
