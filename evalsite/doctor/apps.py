"""The doctor app."""

from django.apps import AppConfig


class DoctorConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.doctor"
