"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """App configuration."""

    name = "evalsite.demo"
