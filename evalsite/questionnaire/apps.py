"""The questionnaire app."""

from django.apps import AppConfig


class QuestionnaireConfig(AppConfig):
    """Configures the app."""

    name = "evalsite.questionnaire"
