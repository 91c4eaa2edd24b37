"""The door for people from Prolific: their ids are put away, and the address they go on with holds none of them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors
from evalsite.recruitment.onward import onward
from evalsite.recruitment.prolific import entry
from evalsite.studies.models import Study


def sent(request: HttpRequest) -> bool:
    """Return whether the link carries any of Prolific's parameters."""
    return any(name in request.GET for name in entry.PARAMETERS)


def enter(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin a participation, or go on with the one that this person has."""
    who = entry.read(request.GET)
    if study.read().recruitment.prolific is None:
        text = _("The researcher has not set it up for Prolific. Please tell them, and return your submission.")
        raise http_errors.Refused(403, _("This study is not open on Prolific"), text)
    return onward(request, entry.participation_of(study, who))
