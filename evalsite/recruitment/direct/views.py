"""The door of the direct link. Looking costs nothing: only the button begins a participation."""

import math

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import admission, http_errors, localization, workflow
from evalsite.questionnaire.participant_view import page
from evalsite.recruitment.onward import onward
from evalsite.recruitment.simulation import tickets
from evalsite.studies.file import languages
from evalsite.studies.models import Study


def enter(request: HttpRequest, study: Study) -> HttpResponse:
    """Welcome a visitor, and begin a participation when they wish so."""
    admission.check_admits(study)
    posting = request.method == "POST"
    ticket = (request.POST if posting else request.GET).get("ticket", "")
    document = study.read()
    if not (ticket or document.recruitment.is_direct):
        text = _("This study takes participants from Prolific. Please start it from its page there.")
        raise http_errors.Refused(403, _("Please come by Prolific"), text)
    if posting:
        known = tickets.redeem(ticket, study) if ticket else None
        return onward(request, workflow.arrive(study, simulated_as=known))
    return _welcome(request, study, ticket)


def _welcome(request: HttpRequest, study: Study, ticket: str) -> HttpResponse:
    document = study.read()
    tag = localization.chosen(request, languages.offered(document))
    context = {
        "document": localization.translated(document, tag),
        "languages": localization.choices(document),
        "minutes": math.ceil(document.protocol.minutes),
        "ticket": ticket,
    }
    return page(request, "recruitment/welcome.html", context, tag=tag)
