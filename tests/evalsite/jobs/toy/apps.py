from django.apps import AppConfig

from tests.evalsite.jobs.toy.handlers import register_all


class ToyConfig(AppConfig):
    name = "tests.evalsite.jobs.toy"

    def ready(self):
        register_all()
