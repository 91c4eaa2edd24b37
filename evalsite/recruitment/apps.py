"""The recruitment app."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.recruitment"
