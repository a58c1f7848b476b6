from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "qorgan.referrals"
    label = "referrals"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.journal.sentences import register
        from qorgan.referrals import sentences as told

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
