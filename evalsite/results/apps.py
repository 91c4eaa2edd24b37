"""The results app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.results"

    def ready(self) -> None:
        """Make the app's kind of work known."""
        from evalsite.results.handlers import register_all  # noqa: PLC0415 - models are loaded only now

        register_all()
