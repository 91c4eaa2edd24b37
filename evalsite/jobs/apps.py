"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.jobs"
