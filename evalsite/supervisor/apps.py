"""The supervisor app."""

from django.apps import AppConfig


class SupervisorConfig(AppConfig):
    """App configuration."""

    name = "evalsite.supervisor"
