"""Researchers."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A researcher who signs in."""
