"""The stimuli app."""

from django.apps import AppConfig


class StimuliConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.stimuli"
