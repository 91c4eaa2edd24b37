"""From the door to the participation's own address, which says nothing about who comes."""

from django.http import HttpResponse
from django.shortcuts import redirect

from evalsite.questionnaire import tokens
from evalsite.questionnaire.models import Participation


def onward(participation: Participation) -> HttpResponse:
    """Send the browser to whatever is next for this participation."""
    response = redirect("participation", token=tokens.participation_token(participation.pk))
    response.status_code = 303
    return response
