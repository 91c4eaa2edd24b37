from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.evalsite.jobs.toy"

    def ready(self):
        from tests.evalsite.jobs.toy import handlers

        handlers.register_all()
