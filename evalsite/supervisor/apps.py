"""The supervisor app."""

from django.apps import AppConfig


class SupervisorConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.supervisor"
