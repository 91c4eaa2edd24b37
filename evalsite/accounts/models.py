"""Researchers' accounts, and the requests of those who are signed in."""

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils import timezone


class User(AbstractUser):
    """A researcher who signs in."""

    def record_signin(self) -> None:
        """Save the time of this sign-in, which makes earlier sign-in links invalid."""
        self.last_login = timezone.now()
        self.save(update_fields=["last_login"])


class ResearcherRequest(HttpRequest):
    """The request of a view behind `@login_required`, whose user is a signed-in researcher."""

    user: User
