"""The results app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.results"
