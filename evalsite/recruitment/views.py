"""Where participants come in by a direct link. Looking costs nothing: only the button begins a participation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from evalsite.questionnaire import refusals, tokens, way
from evalsite.questionnaire.participant_view import READ, WRITE, page, participant_view
from evalsite.recruitment import simulation
from evalsite.studies.models import Study


@participant_view(*READ, *WRITE)
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Welcome a visitor, and begin a participation when they wish so."""
    study = Study.objects.exclude(state=Study.State.DRAFT).filter(slug=slug).first()
    if study is None:
        raise refusals.unknown_link()
    if not study.is_open:
        raise refusals.closed()
    if request.method == "POST":
        return _begin(study, request.POST.get("ticket", ""))
    document = study.read()
    context = {"document": document, "language": document.study.language, "ticket": request.GET.get("ticket", "")}
    return page(request, "recruitment/welcome.html", context)


def _begin(study: Study, ticket: str) -> HttpResponse:
    identity = simulation.redeem(ticket, study) if ticket else None
    participation = way.arrive(study, simulated_as=identity)
    response = redirect("participation", token=tokens.participation_token(participation.pk))
    response.status_code = 303
    return response
