"""From the door to the participation's own address, which says nothing about who comes."""

from django.http import HttpRequest, HttpResponse

from evalsite.questionnaire import localization, participant_view, tokens
from evalsite.questionnaire.models import Participation
from evalsite.studies.file import languages


def onward(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Send the browser to whatever is next for this participation; the first time, its language is settled."""
    if not participation.language:
        participation.language = localization.chosen(request, languages.offered(participation.study.read()))
        participation.save(update_fields=["language"])
    return participant_view.onward(tokens.participation_token(participation.pk))
