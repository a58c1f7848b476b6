from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "qorgan.cases"
    label = "cases"

    def ready(self) -> None:
        from qorgan.agencies.telling import add_words
        from qorgan.cases import sentences as told
        from qorgan.cases.presenting import links_of_report
        from qorgan.journal.sentences import register
        from qorgan.reports.beside import add_links

        register(told.SENTENCES, accesses=told.ACCESSES)
        add_words(told.WORDS)
        add_links(links_of_report)
