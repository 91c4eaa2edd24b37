"""The participant's pages. One address shows the page that is next; every form leads back to it."""

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
    workflow,
)
from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.participant_view import (
    READ,
    WRITE,
    participant_view,
    redirect_to_participation,
    render_page,
)

State = Participation.State


@participant_view(*READ)
def show_next_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the next page of this participation."""
    participation = workflow.find_participation(token)
    if localization.change_language(participation, request.GET.get("lang", "")):
        return redirect_to_participation(token)
    page = pages.next_page(participation, after_break=request.GET.get("after_break", ""))
    context = page.context | {"stay": "stay" in request.GET}
    return render_page(request, page.template, context, language=participation.language)


@participant_view(*WRITE)
def submit_consent(request: HttpRequest, token: str) -> HttpResponse:
    """Record the consent to the text that the page showed, or end the participation if it is declined."""
    with workflow.locked_participation(token) as participation:
        if request.POST.get("agree") == "yes":
            workflow.record_consent(participation)
        elif request.POST.get("agree") == "no" and participation.state == State.ARRIVED:
            workflow.withdraw(participation, keep_answers=False)
    return redirect_to_participation(token)


@participant_view(*WRITE)
def submit_device_check(request: HttpRequest, token: str) -> HttpResponse:
    """Save the device report and whether the notes were counted right."""
    with workflow.locked_participation(token) as participation:
        if participation.state == State.CONSENTED and not device_check.passes(participation.device):
            counted = device_check.parse_counts(request.POST.get("notes", ""))
            participation.device = device_check.parse_device(request.POST.get("device", "")) | {
                "heard": counted == device_check.note_counts(participation.seed),
                "tries": participation.device.get("tries", 0) + 1,
            }
            participation.save(update_fields=["device"])
    return redirect_to_participation(token)


@participant_view(*READ)
def play_notes(_request: HttpRequest, token: str) -> HttpResponse:
    """Send the notes of the sound check."""
    counts = device_check.note_counts(workflow.find_participation(token).seed)
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(device_check.notes_wav(counts), content_type="audio/wav", headers=headers)


@participant_view(*WRITE)
def submit_before_form(request: HttpRequest, token: str) -> HttpResponse:
    """Save the answers about the person; some of them screen out."""
    with workflow.locked_participation(token) as participation:
        form = participation.study.read_document().before
        if participation.state != State.CONSENTED or participation.before_answers or not form:
            return redirect_to_participation(token)
        return _submit_form(request, participation, "before")


@participant_view(*WRITE)
def submit_after_form(request: HttpRequest, token: str) -> HttpResponse:
    """Save the answers after the last video."""
    with workflow.locked_participation(token) as participation:
        form = participation.study.read_document().after
        if participation.state != State.COMPLETED or participation.after_answers or not form:
            return redirect_to_participation(token)
        return _submit_form(request, participation, "after")


def _submit_form(request: HttpRequest, participation: Participation, name: str) -> HttpResponse:
    """Save the answers of the form "before" or "after", or show it again with its errors."""
    document = participation.study.read_document()
    localized = localization.localized_document(document, participation.language)
    form = getattr(document, name)
    answers, fields = forms.parse_form(form, getattr(localized, name), request.POST)
    if not answers:
        page = pages.next_page(participation)
        context = page.context | {"fields": fields}
        return render_page(request, page.template, context, language=participation.language, status=422)
    setattr(participation, f"{name}_answers", answers)
    participation.save(update_fields=[f"{name}_answers"])
    if question := forms.screening_question(form, answers):
        workflow.screen_out(participation, question)
    return redirect_to_participation(tokens.participation_token(participation.pk))


@participant_view(*WRITE)
def start_trials(_request: HttpRequest, token: str) -> HttpResponse:
    """Go on to the first video once everything before it is done."""
    with workflow.locked_participation(token) as participation:
        if participation.state != State.CONSENTED or pages.next_page(participation).name == "instructions":
            workflow.start_trials(participation)
    return redirect_to_participation(token)


@participant_view(*WRITE)
def issue_play_token(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm that the video started to play now; needs no database query."""
    participation = tokens.participation_id(token)
    position = tokens.trial_position(request.POST.get("trial", ""), participation)
    return JsonResponse({"play": tokens.play_token(participation, position, time.time())})


@participant_view(*WRITE)
def submit_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Record the answer to a trial; a script that prefers it gets the next trial's page in the reply (RFC 7240)."""
    with workflow.locked_participation(token) as participation:
        pending = workflow.pending_trials(participation, 1 + pages.TRIALS_PER_PAGE)
        submission.record_answer(participation, pending, request.POST, now=time.time())
    if request.headers.get("Prefer") == "return=representation":
        page = pages.next_page(participation, pending=[trial for trial in pending if trial.answered_at is None])
        if page.name == "trial":
            return render_page(request, page.template, page.context, language=participation.language)
    return redirect_to_participation(token)


@participant_view(*READ)
def trial_video(request: HttpRequest, token: str, media_id: str) -> HttpResponseBase:
    """Send the video of one of this participation's trials."""
    trials = Trial.objects.filter(participation=tokens.participation_id(token), media_id=media_id)
    digest = trials.values_list("stimulus__stimulus__video", flat=True).first()
    if digest is None:
        raise http_errors.unknown_link()
    return media.serve_file(request, digest, "video/mp4")


@participant_view(*READ, *WRITE)
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the answers so far may be kept, then end the participation."""
    if request.method in READ:
        participation = workflow.find_participation(token)
        workflow.check_can_withdraw(participation)
        document = localization.localized_document(participation.study.read_document(), participation.language)
        context = pages.base_context(participation, document) | {"languages": []}
        return render_page(request, "questionnaire/withdraw.html", context, language=participation.language)
    with workflow.locked_participation(token) as participation:
        workflow.check_can_withdraw(participation)
        if request.POST.get("answers") in ("keep", "delete"):
            workflow.withdraw(participation, keep_answers=request.POST["answers"] == "keep")
    return redirect_to_participation(token)
