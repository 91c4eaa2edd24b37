"""The studies app."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """App configuration."""

    name = "evalsite.studies"
