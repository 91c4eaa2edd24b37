"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.demo"
