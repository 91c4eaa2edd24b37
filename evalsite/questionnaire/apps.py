"""The questionnaire app."""

from django.apps import AppConfig


class QuestionnaireConfig(AppConfig):
    """Configures the app."""

    name = "evalsite.questionnaire"

    def ready(self) -> None:
        """Tell the studies how long the participants of a pilot took."""
        from evalsite.questionnaire import pilot_durations  # noqa: PLC0415 - models can be imported only now
        from evalsite.studies import duration  # noqa: PLC0415

        duration.register_pilot_durations(pilot_durations.pilot_minutes)
