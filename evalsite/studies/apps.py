"""The studies app."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.studies"
