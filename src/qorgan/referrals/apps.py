from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "qorgan.referrals"
    label = "referrals"
