"""The questionnaire app."""

from django.apps import AppConfig


class QuestionnaireConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.questionnaire"
