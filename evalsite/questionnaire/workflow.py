"""The states of a participation: who may enter and continue, and each step from arrival to completion or withdrawal."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from evalsite.questionnaire import http_errors, localization, quality_checks, tokens
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.questionnaire.trial_sequence import TrialSequence
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Study

State = Participation.State


def check_admits(study: Study) -> None:
    """Raise HttpError unless the study takes new participants now."""
    if study.state == Study.State.PAUSED:
        raise http_errors.study_paused()
    if not study.is_live:
        raise http_errors.study_closed()
    if study.is_open and slot_allocation.is_full(study):
        raise http_errors.study_full()


def create_participation(study: Study, *, simulated_as: UUID | None = None) -> Participation:
    """Create a participation; `simulated_as` is the id that a simulation's ticket gives.

    Raises
    ------
    HttpError
        If the study takes no new participants, or the ticket was used before.
    """
    check_admits(study)
    fields = {"study": study, "pilot": study.state == Study.State.PILOT, "study_version": study.version}
    if simulated_as is None:
        return Participation.objects.create(**fields)
    simulated = fields | {"simulated": True}
    participation, created = Participation.objects.get_or_create(pk=simulated_as, defaults=simulated)
    if not created:
        raise http_errors.ticket_already_used()
    return participation


def find_participation(token: str) -> Participation:
    """Return the participation of a token; raise HttpError if there is none or its study is over."""
    participation = _load(token, Participation.objects.all())
    _check_may_continue(participation)
    return participation


@contextmanager
def locked_participation(token: str) -> Generator[Participation]:
    """Lock the participation of a token in a transaction, so that two clicks at once are handled in turn.

    The study's state is locked too: it can't close before the block is committed.
    """
    with transaction.atomic():
        participation = _load(token, Participation.objects.select_for_update(of=("self",)))
        _lock_study_state(participation)
        _check_may_continue(participation)
        yield participation


def _load(token: str, rows: QuerySet[Participation]) -> Participation:
    participation_id = tokens.participation_id(token)
    participation = rows.select_related("study").defer("study__source").filter(pk=participation_id).first()
    if participation is None:
        raise http_errors.unknown_link()
    return participation


def _check_may_continue(participation: Participation) -> None:
    """Raise HttpError if the study takes no more answers; a finished participation can still be looked at.

    Those who have started may finish while the study is paused. A pilot ends when the study opens.
    """
    states = (Study.State.PILOT,) if participation.pilot else (Study.State.OPEN, Study.State.PAUSED)
    if participation.is_in_progress and participation.study.state not in states:
        raise http_errors.study_closed()


def _lock_study_state(participation: Participation) -> None:
    """Read the study's state again and keep it from changing until the transaction ends.

    Without this an answer could be committed just after the study had closed. Answers share the lock; SQLite has one
    writer at a time anyway.
    """
    share = " FOR SHARE" if connection.features.has_select_for_update else ""
    query = f"SELECT state FROM studies_study WHERE id = %s{share}"  # noqa: S608 - nothing in it comes from outside
    with connection.cursor() as cursor:
        cursor.execute(query, [participation.study_id])
        participation.study.state = cursor.fetchone()[0]


def record_consent(participation: Participation) -> None:
    """Record the consent and the digest of its text, allocate slots and create the trials; idempotent.

    Raises
    ------
    HttpError
        If all slots were taken in the meantime.
    """
    if participation.state != State.ARRIVED:
        return
    document = localization.localized_document(participation.study.read_document(), participation.language)
    digest = hashlib.sha256(document.protocol.consent.encode()).hexdigest()
    _create_trials(participation)
    _set_state(participation, State.CONSENTED, consented_at=timezone.now(), consent_digest=digest)


def start_trials(participation: Participation) -> None:
    """Go from the instructions to the first trial; idempotent."""
    if participation.state == State.ARRIVED:
        raise http_errors.consent_missing()
    if participation.state == State.CONSENTED:
        _set_state(participation, State.STARTED, started_at=timezone.now())


def complete(participation: Participation) -> None:
    """Complete the participation after its last trial; keep its slots, or free them if a rule excludes it."""
    excluded_by = quality_checks.exclusion_rules(participation, participation.study.read_document())
    if excluded_by:
        slot_allocation.release(participation.pk)
    else:
        slot_allocation.keep_filled(participation.pk)
    _set_state(participation, State.COMPLETED, completed_at=timezone.now(), excluded_by=excluded_by)


def pending_trials(participation: Participation, count: int = 1) -> list[Trial]:
    """Return the next unanswered trials in their order, at most `count`."""
    return list(participation.trials.pending().with_stimulus()[:count])


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


def _create_trials(participation: Participation) -> None:
    study = participation.study
    try:
        slots = slot_allocation.allocate(study, participation.pk, pilot=participation.pilot)
    except slot_allocation.StudyFullError:
        raise http_errors.study_full() from None
    Trial.objects.bulk_create(TrialSequence(participation, study.read_document(), slots).trials())


def _set_state(participation: Participation, state: Participation.State, **fields: datetime | str) -> None:
    for name, value in fields.items():
        setattr(participation, name, value)
    participation.state = state
    participation.save(update_fields=["state", *fields])
