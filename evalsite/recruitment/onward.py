"""From the door to the participation's own address, which says nothing about who comes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from evalsite.questionnaire import language, tokens
from evalsite.questionnaire.models import Participation
from evalsite.studies.file import languages


def onward(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Send the browser to whatever is next for this participation; the first time, its language is settled."""
    if not participation.language:
        participation.language = language.chosen(request, languages.offered(participation.study.read()))
        participation.save(update_fields=["language"])
    response = redirect("participation", token=tokens.participation_token(participation.pk))
    response.status_code = 303
    return response
