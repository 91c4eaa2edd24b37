"""Taking an answer: everything is checked first, then all of it is written at once, and never twice."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors, playback, quality_checks, tokens, workflow
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.places import allocation

PREFIX = "rating-"
Answers = Mapping[str, int]


def answer(participation: Participation, form: QueryDict, *, now: float) -> list[Trial]:
    """Store the ratings of the trial that the form's start token names; the same answer again changes nothing.

    Returns the trials that come next, two at most. The participation must be held by `way.locked`. `now` is the
    server's clock in seconds since 1970.

    Raises
    ------
    Refused
        If a rating is missing or out of range, the trial is not the current one, it was answered otherwise before, or
        its playback is not proven.
    """
    position = tokens.position_of(form.get("start", ""), participation.pk)
    ahead = list(_with_video(participation).filter(answered=None).order_by("position")[: 1 + workflow.AHEAD])
    is_next = bool(ahead) and ahead[0].position == position
    trial = ahead[0] if is_next else _trial(participation, position)
    document = participation.study.read()
    answers = _answers(form, trial, document)
    if trial.answered:
        _check_same(trial, answers)
        return ahead[: workflow.AHEAD]
    if not is_next or participation.state != Participation.State.STARTED:
        raise http_errors.Refused(
            409, _("That video is not next"), _("Nothing was stored. Please go on with the one that is.")
        )
    record, begun = _watched(trial, form, now)
    trial.passed = quality_checks.passes(trial, answers, document)
    _settle(trial, document)
    _store(trial, answers, record, times=(begun, now))
    if len(ahead) == 1:
        workflow.finish(participation)
    return ahead[1:]


def _with_video(participation: Participation) -> QuerySet[Trial]:
    """Return the trials with what an answer needs to know; what a video was made from is long, and left out."""
    made = ("stimulus__stimulus__settings", "stimulus__stimulus__provenance")
    return participation.trials.select_related("stimulus__stimulus", "place__lease").defer(*made)


def _trial(participation: Participation, position: int) -> Trial:
    trial = _with_video(participation).filter(position=position).first()
    if trial is None:
        raise http_errors.malformed()
    return trial


def _answers(form: QueryDict, trial: Trial, document: StudyDocument) -> Answers:
    """Return one number for each question that the trial asks; raise Refused for anything else."""
    wanted = {PREFIX + question.region for question in trial.asked_questions(document)}
    if {name for name in form if name.startswith(PREFIX)} != wanted:
        raise http_errors.malformed()
    return {name.removeprefix(PREFIX): _number(form.getlist(name), document.design.scale) for name in wanted}


def _number(values: list[str], scale: tuple[int, int]) -> int:
    if (
        len(values) != 1
        or not re.fullmatch(r"0|[1-9][0-9]{0,2}", values[0])
        or not scale[0] <= int(values[0]) <= scale[1]
    ):
        raise http_errors.malformed()
    return int(values[0])


def _check_same(trial: Trial, answers: Answers) -> None:
    stored = dict(trial.ratings.values_list("question", "value"))
    if stored != answers and trial.kind != Trial.Kind.PRACTICE:
        raise http_errors.Refused(
            409, _("This video is rated already"), _("Your first answer was kept. Please go on with the next video.")
        )


def _watched(trial: Trial, form: QueryDict, now: float) -> tuple[playback.Playback, float]:
    """Return the proven record and when it began; raise Refused if the video was not watched to its end."""
    begun = tokens.begun_at(form.get("play", ""), trial.participation_id, trial.position)
    try:
        record = playback.read(form.get("playback", ""))
        playback.check(record, length=trial.stimulus.stimulus.seconds or 0.0, begun=begun, now=now)
    except playback.NotWatchedError:
        raise http_errors.not_watched() from None
    return record, begun


def _store(trial: Trial, answers: Answers, record: playback.Playback, *, times: tuple[float, float]) -> None:
    if trial.kind != Trial.Kind.PRACTICE:
        Rating.objects.bulk_create(
            Rating(trial=trial, question=question, value=value) for question, value in sorted(answers.items())
        )
    trial.begun, trial.answered = (datetime.fromtimestamp(moment, UTC) for moment in times)
    trial.playback = record.model_dump(mode="json")
    trial.valid = True
    trial.save(update_fields=["begun", "answered", "playback", "valid", "passed", "place"])


def _settle(trial: Trial, document: StudyDocument) -> None:
    """Note in which place the answer counts, and let the lease of those to come run from now on."""
    lease = trial.place.lease if trial.place else None
    allocation.renew(trial.participation_id, document.protocol.lease_minutes, seen=lease)
    if trial.place is not None:
        trial.place = allocation.settle(trial.place, trial.participation_id)
