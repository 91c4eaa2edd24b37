"""The cookie by which the direct link leads back to a participation: set when it begins, and only read by the link.

Everything works without it, for example in frames: then the participation's own address is the only way back. It holds
the token that is also in that address, goes to the study's entry page only, and no script can read it.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from evalsite.questionnaire import tokens
from evalsite.questionnaire.http_errors import HttpError
from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study

NAME: Final = "participation"
MAX_AGE_SECONDS: Final = 30 * 24 * 3600


def set_cookie(request: HttpRequest, response: HttpResponse, participation: Participation) -> HttpResponse:
    """Return the response with the cookie of a participation that has begun in this browser."""
    response.set_cookie(
        NAME,
        tokens.participation_token(participation.pk),
        max_age=MAX_AGE_SECONDS,
        path=reverse("enter-study", args=[participation.study.slug]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def find_participation(request: HttpRequest, study: Study) -> Participation | None:
    """Return the participation that began in this browser.

    None if there is none, if it belonged to a pilot that has ended, or if the study has closed.
    """
    try:
        pk = tokens.participation_id(request.COOKIES.get(NAME, ""))
    except HttpError:  # No cookie, an altered one, or one signed with a key that was replaced.
        return None
    if study.state == Study.State.CLOSED:
        return None
    participations = Participation.objects.filter(pk=pk, study=study, pilot=study.in_pilot, simulated=False)
    return participations.select_related("study").first()
