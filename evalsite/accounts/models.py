"""Researchers."""

from django.contrib.auth.models import AbstractUser
from django.utils import timezone


class User(AbstractUser):
    """A researcher who signs in."""

    def mark_signed_in(self) -> None:
        """Note the time of this sign-in; links that were made before it are worthless from now on."""
        self.last_login = timezone.now()
        self.save(update_fields=["last_login"])
