"""Where participants come in: one address, and a door for each way of being sent to it."""

from django.http import HttpRequest, HttpResponse

from evalsite.questionnaire import http_errors
from evalsite.questionnaire.participant_view import READ, WRITE, participant_view
from evalsite.recruitment.direct import views as direct
from evalsite.recruitment.prolific import views as prolific
from evalsite.studies.models import Study


@participant_view(*READ, *WRITE)
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead a visitor to their door: a platform's, if its parameters are there."""
    study = Study.objects.exclude(state=Study.State.DRAFT).filter(slug=slug).first()
    if study is None:
        raise http_errors.unknown_link()
    return prolific.enter(request, study) if prolific.sent(request) else direct.enter(request, study)
