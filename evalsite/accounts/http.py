"""The request type of views behind `@login_required`, whose user is known to be signed in."""

from django.http import HttpRequest

from evalsite.accounts.models import User


class ResearcherRequest(HttpRequest):
    """A request from a signed-in researcher."""

    user: User
