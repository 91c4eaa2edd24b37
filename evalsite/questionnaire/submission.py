"""Recording the answer to a trial: everything is checked first, then written at once, and never twice."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.http import QueryDict

from evalsite.questionnaire import http_errors, playback, quality_checks, tokens, workflow
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.document.document import StudyDocument

RATING_PREFIX = "rating-"
AnswersByQuestion = Mapping[str, int]


def record_answer(participation: Participation, pending: Sequence[Trial], form: QueryDict, *, now: float) -> None:
    """Save the ratings of the trial that the form's trial token names; the same answer again changes nothing.

    After the last trial the participation is completed. It must be locked by `workflow.locked_participation`.

    Parameters
    ----------
    participation
        Whose answer it is.
    pending
        The first trials of `workflow.pending_trials`: two are enough to know whether more follow.
    form
        The posted fields: `trial` and `play` (tokens), `playback` (JSON) and one `rating-<name>` for each question.
    now
        The server's clock, in seconds since 1970.

    Raises
    ------
    HttpError
        If a rating is missing or out of range, the trial is not the current one, a different answer was saved before,
        or the video was not watched to its end.
    """
    position = tokens.trial_position(form.get("trial", ""), participation.pk)
    is_next = bool(pending) and pending[0].position == position
    trial = pending[0] if is_next else _find_trial(participation, position)
    document = participation.study.read_document()
    answers = _parse_ratings(form, trial, document)
    if trial.answered_at:
        _check_same_answers(trial, answers)
        return
    if not is_next or participation.state != Participation.State.STARTED:
        raise http_errors.not_next_trial()
    record, started_at = _check_playback(trial, form, now)
    trial.check_passed = quality_checks.check_passed(trial, answers, document)
    _fill_slot(trial, document)
    _save(trial, answers, record, started_at=started_at, answered_at=now)
    if len(pending) == 1:
        workflow.complete(participation)


def _find_trial(participation: Participation, position: int) -> Trial:
    trial = participation.trials.with_stimulus().filter(position=position).first()
    if trial is None:
        raise http_errors.malformed_request()
    return trial


def _parse_ratings(form: QueryDict, trial: Trial, document: StudyDocument) -> AnswersByQuestion:
    """Return one number for each question of the trial; raise HttpError for anything else."""
    expected = {RATING_PREFIX + question.name for question in trial.questions_in(document)}
    if {name for name in form if name.startswith(RATING_PREFIX)} != expected:
        raise http_errors.malformed_request()
    answered = {name.removeprefix(RATING_PREFIX): form.getlist(name) for name in expected}
    return {name: _parse_rating(values, document.scale_of(name)) for name, values in answered.items()}


def _parse_rating(values: list[str], scale: tuple[int, int]) -> int:
    low, high = scale
    if len(values) != 1 or not re.fullmatch(r"0|[1-9][0-9]{0,2}", values[0]) or not low <= int(values[0]) <= high:
        raise http_errors.malformed_request()
    return int(values[0])


def _check_same_answers(trial: Trial, answers: AnswersByQuestion) -> None:
    saved = dict(trial.ratings.values_list("question", "value"))
    if saved != answers and trial.kind != Trial.Kind.PRACTICE:
        raise http_errors.already_rated()


def _check_playback(trial: Trial, form: QueryDict, now: float) -> tuple[playback.Playback, float]:
    """Return the playback record and when it started; raise HttpError if the video was not watched to its end."""
    started_at = tokens.playback_start(form.get("play", ""), trial.participation_id, trial.position)
    try:
        record = playback.parse(form.get("playback", ""))
        playback.check(record, length=trial.stimulus.stimulus.seconds or 0.0, started_at=started_at, now=now)
    except playback.NotWatchedError:
        raise http_errors.not_watched() from None
    return record, started_at


def _fill_slot(trial: Trial, document: StudyDocument) -> None:
    """Count the answer for its slot, and extend the lease of the slots still to come."""
    lease = trial.slot.lease if trial.slot else None
    slot_allocation.renew(trial.participation_id, document.protocol.lease_minutes, last_read=lease)
    if trial.slot is not None:
        trial.slot = slot_allocation.fill(trial.slot, trial.participation_id)


def _save(
    trial: Trial, answers: AnswersByQuestion, record: playback.Playback, *, started_at: float, answered_at: float
) -> None:
    if trial.kind != Trial.Kind.PRACTICE:
        ratings = (Rating(trial=trial, question=question, value=value) for question, value in sorted(answers.items()))
        Rating.objects.bulk_create(ratings)
    trial.playback_started_at = datetime.fromtimestamp(started_at, UTC)
    trial.answered_at = datetime.fromtimestamp(answered_at, UTC)
    trial.playback = record.model_dump(mode="json")
    trial.valid = True
    trial.save(update_fields=["playback_started_at", "answered_at", "playback", "valid", "check_passed", "slot"])
