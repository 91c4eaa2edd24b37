"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configures the app."""

    name = "evalsite.accounts"
