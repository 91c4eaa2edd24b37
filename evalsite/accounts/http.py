"""A request that is known to come from a signed-in researcher, so that types stay truthful behind `@login_required`."""

from django.http import HttpRequest

from evalsite.accounts.models import User


class ResearcherRequest(HttpRequest):
    """What a view behind `@login_required` is given."""

    user: User
