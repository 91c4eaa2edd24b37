"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.accounts"
