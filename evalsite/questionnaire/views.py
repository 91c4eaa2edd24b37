"""The participant's pages. One address shows whatever is next; every form leads back to it."""

import math
import time

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from evalsite import media
from evalsite.questionnaire import answering, farewell, refusals, sound, tokens, way
from evalsite.questionnaire.models import PRACTICE, Participation, Trial
from evalsite.questionnaire.participant_view import READ, WRITE, page, participant_view
from evalsite.studies.document import StudyDocument

State = Participation.State


@participant_view(*READ)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page that is next for this participation."""
    participation = way.find(token)
    document = participation.study.read()
    context: dict[str, object] = {"token": token, "document": document, "language": document.study.language}
    match participation.state:
        case State.ARRIVED:
            return page(request, "questionnaire/consent.html", context)
        case State.CONSENTED:
            return page(request, "questionnaire/instructions.html", context | _instructions(participation))
        case State.COMPLETED:
            home = {"farewell": farewell.of(participation), "stay": "stay" in request.GET}
            return page(request, "questionnaire/end.html", context | home)
        case _:
            return page(request, "questionnaire/trial.html", context | _trial(participation, document))


@participant_view(*WRITE)
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Take the consent."""
    with way.locked(token) as participation:
        if request.POST.get("agree") == "yes":
            way.consent(participation)
    return _onward(token)


@participant_view(*WRITE)
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Go on to the trials if the notes of the sound check were counted right."""
    with way.locked(token) as participation:
        heard = request.POST.get("notes") == str(sound.notes_of(participation.seed))
        if heard or participation.state != State.CONSENTED:
            way.start(participation)
            return _onward(token)
        document = participation.study.read()
    context = {"token": token, "document": document, "language": document.study.language, "misheard": True}
    return page(request, "questionnaire/instructions.html", context | _instructions(participation), status=422)


@participant_view(*READ)
def notes(_request: HttpRequest, token: str) -> HttpResponse:
    """Play the notes of the sound check."""
    count = sound.notes_of(way.find(token).seed)
    return HttpResponse(
        sound.notes(count), content_type="audio/wav", headers={"Cache-Control": "private, max-age=3600"}
    )


@participant_view(*WRITE)
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Give the server's word that the video plays since now; asks no database."""
    participation = tokens.participation_id(token)
    position = tokens.position_of(request.POST.get("start", ""), participation)
    return JsonResponse({"play": tokens.play_token(participation, position, time.time())})


@participant_view(*WRITE)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answer to a trial."""
    with way.locked(token) as participation:
        answering.answer(participation, request.POST, now=time.time())
    return _onward(token)


@participant_view(*READ)
def video(request: HttpRequest, token: str, media_id: str) -> HttpResponseBase:
    """Send the video of one of this participation's trials."""
    trials = Trial.objects.filter(participation=tokens.participation_id(token), media_id=media_id)
    digest = trials.values_list("stimulus__stimulus__video", flat=True).first()
    if digest is None:
        raise refusals.unknown_link()
    return media.serve(request, digest, "video/mp4")


def _onward(token: str) -> HttpResponse:
    response = redirect("participation", token=token)
    response.status_code = 303
    return response


def _instructions(participation: Participation) -> dict[str, object]:
    return {"choices": sound.CHOICES, "ahead": way.upcoming(participation)}


def _trial(participation: Participation, document: StudyDocument) -> dict[str, object]:
    trial, *ahead = way.upcoming(participation, 2)
    low, high = document.design.scale
    return {
        "trial": trial,
        "practice": trial.position == PRACTICE,
        "rated": max(trial.position - 1, 0),
        "total": document.trials,
        "last": not ahead,
        "minutes": math.ceil(document.protocol.minutes * (document.trials - trial.position + 1) / document.trials),
        "ahead": ahead,
        "start": tokens.start_token(participation.pk, trial.position),
        "scale": range(low, high + 1),
    }
