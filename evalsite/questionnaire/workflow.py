"""A participant's way: arrive, consent, start, answer trial after trial. The rows here are the truth, not the page."""

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import admission, http_errors, quality_checks, tokens
from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.trial_sequence import Session
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.models import Study
from evalsite.studies.places import allocation

State = Participation.State
AHEAD = 2
"""How many trials a page speaks of: its own, and that whose video it fetches."""


def arrive(study: Study, *, simulated_as: UUID | None = None) -> Participation:
    """Begin a participation; `simulated_as` is the identity that a simulation's ticket gives."""
    admission.check_admits(study)
    begun = {"study": study, "pilot": study.state == Study.State.PILOT, "version": study.version}
    if simulated_as is None:
        return Participation.objects.create(**begun)
    participation, new = Participation.objects.get_or_create(pk=simulated_as, defaults=begun | {"simulated": True})
    if not new:
        raise http_errors.Refused(
            409, _("This ticket was used already"), _("A ticket admits one scripted participant.")
        )
    return participation


def find(token: str) -> Participation:
    """Return the participation that the token names; raise Refused if there is none or its study is over."""
    participation = _of(token, Participation.objects.all())
    admission.check_goes_on(participation)
    return participation


@contextmanager
def locked(token: str) -> Generator[Participation]:
    """Hold the participation while the block changes it, so that two clicks at once come one after the other.

    The study is held too: it can't close before what happens here is committed.
    """
    with transaction.atomic():
        participation = _of(token, Participation.objects.select_for_update(of=("self",)))
        admission.hold(participation)
        admission.check_goes_on(participation)
        yield participation


def _of(token: str, rows: QuerySet[Participation]) -> Participation:
    found = rows.select_related("study").defer("study__source").filter(pk=tokens.participation_id(token)).first()
    if found is None:
        raise http_errors.unknown_link()
    return found


def consent(participation: Participation) -> None:
    """Record the consent, take places and lay out the trials; a second time changes nothing.

    Raises
    ------
    Refused
        If all places were taken meanwhile.
    """
    if participation.state != State.ARRIVED:
        return
    _lay_out(participation)
    _move(participation, State.CONSENTED, "consented")


def start(participation: Participation) -> None:
    """Go from the instructions to the first trial; a second time changes nothing."""
    if participation.state == State.ARRIVED:
        raise http_errors.Refused(409, _("Not yet"), _("Please read and accept the first page before you go on."))
    if participation.state == State.CONSENTED:
        _move(participation, State.STARTED, "started")


def finish(participation: Participation) -> None:
    """Complete the participation after its last trial; its places are kept, or freed if a rule leaves it out."""
    participation.excluded_by = quality_checks.rule_against(participation, participation.study.read())
    if participation.excluded_by:
        allocation.release(participation.pk)
    else:
        allocation.keep(participation.pk)
    participation.save(update_fields=["excluded_by"])
    _move(participation, State.COMPLETED, "completed")


def upcoming(participation: Participation, count: int = 1) -> list[Trial]:
    """Return the next unanswered trials in their order."""
    return list(participation.trials.filter(answered=None).order_by("position")[:count])


def feedback(participation: Participation, trial: Trial, document: StudyDocument) -> list[str]:
    """Return what the page of `trial` says about the one before it; the document speaks the page's language."""
    if trial.position > 1:
        return []
    before = participation.trials.filter(position=trial.position - 1, kind=Trial.Kind.PRACTICE).first()
    return quality_checks.feedback(before, document) if before else []


def _lay_out(participation: Participation) -> None:
    study = participation.study
    try:
        places = allocation.take(study, participation.pk, pilot=participation.pilot)
    except allocation.FullError:
        raise admission.full() from None
    Trial.objects.bulk_create(Session(participation, study.read(), places).trials())


def _move(participation: Participation, state: Participation.State, moment: str) -> None:
    participation.state = state
    setattr(participation, moment, timezone.now())
    participation.save(update_fields=["state", moment])
