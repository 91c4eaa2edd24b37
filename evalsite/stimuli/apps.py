"""The stimuli app."""

from django.apps import AppConfig


class StimuliConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.stimuli"

    def ready(self) -> None:
        """Make the app's kinds of work known."""
        from evalsite.stimuli.handlers import register_all  # noqa: PLC0415 - models are loaded only now

        register_all()
