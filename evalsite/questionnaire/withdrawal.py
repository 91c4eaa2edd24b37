"""Leaving before the end: withdrawal with or without the answers, and screening out."""

from django.utils import timezone

from evalsite.questionnaire import http_errors
from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Study

State = Participation.State


def check_can_withdraw(participation: Participation) -> None:
    """Raise HttpError once the study has closed: its results are computed, and only researchers can erase answers."""
    if participation.study.state == Study.State.CLOSED:
        raise http_errors.too_late_to_withdraw()


def withdraw(participation: Participation, *, keep_answers: bool) -> None:
    """End a participation at the participant's wish; idempotent.

    Either the answers so far are kept for the analysis, or they are deleted and their slots are free again.
    """
    if participation.state in (State.SCREENED_OUT, State.WITHDRAWN):
        return
    participation.state = State.WITHDRAWN
    participation.withdrawn_at = timezone.now()
    participation.answers_kept = keep_answers
    participation.save(update_fields=["state", "withdrawn_at", "answers_kept"])
    if keep_answers:
        slot_allocation.keep_filled(participation.pk)
    else:
        slot_allocation.release(participation.pk)
        delete_answers(participation)


def screen_out(participation: Participation, question: str) -> None:
    """End a participation because of the answer to a question of the form before the videos."""
    participation.state, participation.screened_by = State.SCREENED_OUT, question
    participation.save(update_fields=["state", "screened_by"])
    slot_allocation.release(participation.pk)


def delete_answers(participation: Participation) -> None:
    """Delete ratings, form answers and the device report; the participation itself stays and is counted."""
    Rating.objects.filter(trial__participation=participation).delete()
    participation.trials.update(playback=None, valid=False)
    participation.before_answers, participation.after_answers, participation.device = {}, {}, {}
    participation.save(update_fields=["before_answers", "after_answers", "device"])
