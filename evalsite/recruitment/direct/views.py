"""The door of the direct link. Looking costs nothing: only the button begins a participation."""

from django.http import HttpRequest, HttpResponse

from evalsite.questionnaire import refusals, way
from evalsite.questionnaire.participant_view import page
from evalsite.recruitment import simulation
from evalsite.recruitment.onward import onward
from evalsite.studies.models import Study


def enter(request: HttpRequest, study: Study) -> HttpResponse:
    """Welcome a visitor, and begin a participation when they wish so."""
    if not study.is_open:
        raise refusals.closed()
    posting = request.method == "POST"
    ticket = (request.POST if posting else request.GET).get("ticket", "")
    document = study.read()
    if not (ticket or document.recruitment.is_direct):
        text = "This study takes participants from Prolific. Please start it from its page there."
        raise refusals.Refused(403, "Please come by Prolific", text)
    if posting:
        return onward(way.arrive(study, simulated_as=simulation.redeem(ticket, study) if ticket else None))
    context = {"document": document, "language": document.study.language, "ticket": ticket}
    return page(request, "recruitment/welcome.html", context)
