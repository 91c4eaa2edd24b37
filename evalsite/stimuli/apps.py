"""The stimuli app."""

from django.apps import AppConfig


class StimuliConfig(AppConfig):
    """Configuration of the stimuli app."""

    name = "evalsite.stimuli"

    def ready(self) -> None:
        """Register the kinds of job of this app."""
        from evalsite.stimuli.job_handlers import register_handlers  # noqa: PLC0415 - models are loaded only now

        register_handlers()
