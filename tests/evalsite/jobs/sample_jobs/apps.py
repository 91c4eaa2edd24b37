from django.apps import AppConfig

from tests.evalsite.jobs.sample_jobs.handlers import register_all


class SampleJobsConfig(AppConfig):
    name = "tests.evalsite.jobs.sample_jobs"

    def ready(self):
        register_all()
