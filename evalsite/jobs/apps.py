"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """App configuration."""

    name = "evalsite.jobs"
