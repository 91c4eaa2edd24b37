"""Where participants enter a study: one address for the direct link and for all platforms."""

import math

from django.http import HttpRequest, HttpResponse

from evalsite.questionnaire import http_errors, localization, tokens
from evalsite.questionnaire.models import LAST_PRACTICE_POSITION, Participation
from evalsite.questionnaire.participant_view import (
    READ,
    WRITE,
    participant_view,
    redirect_to_participation,
    render_page,
)
from evalsite.recruitment import entry_links, prolific, return_cookie
from evalsite.studies.models import Study


@participant_view(*READ, *WRITE)
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a visitor in: by a platform if the link has its parameters, else directly."""
    study = Study.objects.exclude(state=Study.State.DRAFT).filter(slug=slug).first()
    if study is None:
        raise http_errors.unknown_link()
    if prolific.is_from_prolific(request.GET):
        return _continue(request, prolific.find_or_create_participation(study, request.GET))
    return _enter_directly(request, study)


def _enter_directly(request: HttpRequest, study: Study) -> HttpResponse:
    """Show the welcome page; its button (POST) creates a participation, so that following a link creates nothing.

    Whoever comes back in the same browser goes on where they stopped, unless they say that they are somebody else.
    """
    parameters = request.POST if request.method == "POST" else request.GET
    ticket = parameters.get("ticket", "")
    if not ticket and (earlier := return_cookie.find_participation(request, study)):
        if request.method != "POST":
            return _welcome_back_page(request, earlier)
        if earlier.is_in_progress and "anew" not in request.POST:  # The welcome page again, by the browser's "back".
            return _continue(request, earlier)
    entry_links.check_direct_entry(study, ticket)
    if request.method != "POST":
        return _welcome_page(request, study, ticket)
    participation = entry_links.create_direct_participation(study, ticket)
    return return_cookie.set_cookie(request, _continue(request, participation), participation)


def _welcome_back_page(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show where the participation of this browser stopped; several people may use one computer."""
    document = localization.localized_document(participation.study.read_document(), participation.language)
    context = {
        "document": document,
        "earlier": participation,
        "earlier_token": tokens.participation_token(participation.pk),
        "rated": participation.trials.exclude(answered_at=None).filter(position__gt=LAST_PRACTICE_POSITION).count(),
        "total": document.presentation_count,
        "admits": participation.study.is_live,
    }
    return render_page(request, "recruitment/welcome_back.html", context, language=participation.language)


def _welcome_page(request: HttpRequest, study: Study, ticket: str) -> HttpResponse:
    document = study.read_document()
    language = localization.requested_language(request, document.languages)
    context = {
        "document": localization.localized_document(document, language),
        "languages": localization.language_choices(document),
        "minutes": math.ceil(document.protocol.minutes or 0),
        "ticket": ticket,
    }
    return render_page(request, "recruitment/welcome.html", context, language=language)


def _continue(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Redirect to the participation's own address, which contains no platform id; the first time, set its language."""
    if not participation.language:
        offered = participation.study.read_document().languages
        participation.language = localization.requested_language(request, offered)
        participation.save(update_fields=["language"])
    return redirect_to_participation(tokens.participation_token(participation.pk))
