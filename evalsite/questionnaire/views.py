"""The participant's pages. One address shows whatever is next; every form leads back to it."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from evalsite import media
from evalsite.questionnaire import (
    device_check,
    forms,
    http_errors,
    localization,
    pages,
    submission,
    tokens,
    withdrawal,
    workflow,
)
from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.participant_view import READ, WRITE, onward, page, participant_view

State = Participation.State


@participant_view(*READ)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page that is next for this participation."""
    participation = workflow.find(token)
    if localization.switch(participation, request.GET.get("lang", "")):
        return onward(token)
    step = pages.of(participation, rested=request.GET.get("rested", ""))
    return page(request, step.template, step.context | {"stay": "stay" in request.GET}, tag=participation.language)


@participant_view(*WRITE)
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Take the consent, to the text that the page showed; or let go who does not agree."""
    with workflow.locked(token) as participation:
        if request.POST.get("agree") == "yes":
            withdrawal.keep_consent(participation)
            workflow.consent(participation)
        elif request.POST.get("agree") == "no" and participation.state == State.ARRIVED:
            withdrawal.leave(participation, keep=False)
    return onward(token)


@participant_view(*WRITE)
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Note the device, and go on if the notes were counted right."""
    with workflow.locked(token) as participation:
        if participation.state == State.CONSENTED and not device_check.passes(participation.device):
            heard = device_check.read(request.POST.get("notes", "")) == str(device_check.notes_of(participation.seed))
            seen = device_check.read_device(request.POST.get("device", ""))
            participation.device = seen | {"heard": heard, "tries": participation.device.get("tries", 0) + 1}
            participation.save(update_fields=["device"])
    return onward(token)


@participant_view(*WRITE)
def before(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answers about the person; some end the participation kindly."""
    with workflow.locked(token) as participation:
        form = participation.study.read().before
        if participation.state != State.CONSENTED or participation.before or not form:
            return onward(token)
        return _form(request, participation, "before")


@participant_view(*WRITE)
def after(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answers after the last video."""
    with workflow.locked(token) as participation:
        form = participation.study.read().after
        if participation.state != State.COMPLETED or participation.after or not form:
            return onward(token)
        return _form(request, participation, "after")


def _form(request: HttpRequest, participation: Participation, name: str) -> HttpResponse:
    """Keep a form's answers, or show it again with what is wrong."""
    document = participation.study.read()
    shown = localization.translated(document, participation.language)
    form = getattr(document, name)
    answers, fields = forms.read(form, getattr(shown, name), request.POST)
    if not answers:
        step = pages.of(participation)
        return page(request, step.template, step.context | {"fields": fields}, tag=participation.language, status=422)
    setattr(participation, name, answers)
    participation.save(update_fields=[name])
    if screened := forms.screened_by(form, answers):
        withdrawal.screen_out(participation, screened)
    return onward(tokens.participation_token(participation.pk))


@participant_view(*WRITE)
def start(_request: HttpRequest, token: str) -> HttpResponse:
    """Go on to the first video, if all that comes before it was done."""
    with workflow.locked(token) as participation:
        if participation.state != State.CONSENTED or pages.of(participation).name == "instructions":
            workflow.start(participation)
    return onward(token)


@participant_view(*READ)
def notes(_request: HttpRequest, token: str) -> HttpResponse:
    """Play the notes of the sound check."""
    count = device_check.notes_of(workflow.find(token).seed)
    return HttpResponse(
        device_check.notes(count), content_type="audio/wav", headers={"Cache-Control": "private, max-age=3600"}
    )


@participant_view(*WRITE)
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Give the server's word that the video plays since now; asks no database."""
    participation = tokens.participation_id(token)
    position = tokens.position_of(request.POST.get("start", ""), participation)
    return JsonResponse({"play": tokens.play_token(participation, position, time.time())})


@participant_view(*WRITE)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answer to a trial; a script that prefers so gets the next trial's page at once (RFC 7240)."""
    with workflow.locked(token) as participation:
        ahead = submission.answer(participation, request.POST, now=time.time())
    if request.headers.get("Prefer") == "return=representation":
        step = pages.of(participation, ahead=ahead)
        if step.name == "trial":
            return page(request, step.template, step.context, tag=participation.language)
    return onward(token)


@participant_view(*READ)
def video(request: HttpRequest, token: str, media_id: str) -> HttpResponseBase:
    """Send the video of one of this participation's trials."""
    trials = Trial.objects.filter(participation=tokens.participation_id(token), media_id=media_id)
    digest = trials.values_list("stimulus__stimulus__video", flat=True).first()
    if digest is None:
        raise http_errors.unknown_link()
    return media.serve_file(request, digest, "video/mp4")


@participant_view(*READ, *WRITE)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what is to become of the answers given so far, and end the participation."""
    if request.method in READ:
        participation = workflow.find(token)
        withdrawal.check_possible(participation)
        shown = localization.translated(participation.study.read(), participation.language)
        context = pages.common(participation, shown) | {"languages": []}
        return page(request, "questionnaire/stop.html", context, tag=participation.language)
    with workflow.locked(token) as participation:
        withdrawal.check_possible(participation)
        if request.POST.get("answers") in ("keep", "delete"):
            withdrawal.leave(participation, keep=request.POST["answers"] == "keep")
    return onward(token)
