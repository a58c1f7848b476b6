from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "qorgan.referrals"
    label = "referrals"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.cases.beside import add_help
        from qorgan.children.stopping import add_consequence, add_doubt, add_run_out
        from qorgan.journal.sentences import register
        from qorgan.referrals import sentences as told
        from qorgan.referrals import stopping
        from qorgan.referrals.queries import helped

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
        add_help(helped)
        add_consequence(stopping.send_back)
        add_run_out(stopping.run_out)
        add_doubt(stopping.doubt)
