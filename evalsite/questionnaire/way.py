"""A participant's way: arrive, consent, start, answer trial after trial. The rows here are the truth, not the page."""

from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evalsite.questionnaire import refusals, tokens
from evalsite.questionnaire.models import PRACTICE, Participation, Trial
from evalsite.studies import order
from evalsite.studies.document import StudyDocument
from evalsite.studies.models import Study, StudyStimulus

State = Participation.State


def arrive(study: Study, *, simulated_as: UUID | None = None) -> Participation:
    """Begin a participation; `simulated_as` is the identity that a simulation's ticket gives."""
    if not study.is_open:
        raise refusals.closed()
    if simulated_as is None:
        return Participation.objects.create(study=study)
    participation, new = Participation.objects.get_or_create(
        pk=simulated_as, defaults={"study": study, "simulated": True}
    )
    if not new:
        raise refusals.Refused(409, "This ticket was used already", "A ticket admits one scripted participant.")
    return participation


def find(token: str, rows: QuerySet[Participation] | None = None) -> Participation:
    """Return the participation that the token names; raise Refused if there is none or its study is over."""
    rows = Participation.objects.all() if rows is None else rows
    participation = rows.select_related("study").filter(pk=tokens.participation_id(token)).first()
    if participation is None:
        raise refusals.unknown_link()
    if not participation.study.is_open and participation.state != State.COMPLETED:
        raise refusals.closed()
    return participation


@contextmanager
def locked(token: str) -> Generator[Participation]:
    """Hold the participation while the block changes it, so that two clicks at once come one after the other."""
    with transaction.atomic():
        yield find(token, Participation.objects.select_for_update(of=("self",)))


def consent(participation: Participation) -> None:
    """Record the consent and lay out the trials; a second time changes nothing."""
    if participation.state != State.ARRIVED:
        return
    _lay_out(participation, participation.study.read())
    _move(participation, State.CONSENTED, "consented")


def start(participation: Participation) -> None:
    """Go from the instructions to the first trial; a second time changes nothing."""
    if participation.state == State.ARRIVED:
        raise refusals.Refused(409, "Not yet", "Please read and accept the first page before you go on.")
    if participation.state == State.CONSENTED:
        _move(participation, State.STARTED, "started")


def finish_if_done(participation: Participation) -> None:
    """Complete the participation once no trial is left."""
    if current_trial(participation) is None:
        _move(participation, State.COMPLETED, "completed")


def current_trial(participation: Participation) -> Trial | None:
    """Return the trial that is shown now, or None after the last."""
    return next(iter(upcoming(participation)), None)


def upcoming(participation: Participation, count: int = 1) -> list[Trial]:
    """Return the next unanswered trials in their order."""
    left = participation.trials.filter(answered=None).order_by("position")
    return list(left.select_related("stimulus__stimulus")[:count])


def _lay_out(participation: Participation, document: StudyDocument) -> None:
    cells = list(participation.study.stimuli.order_by("condition", "clip"))
    shown = order.shuffled(cells, participation.seed, clip=_clip)
    # The practice shows what comes last, which is then the longest ago when it is rated.
    practice = [(PRACTICE, shown[-1])] if document.protocol.practice else []
    Trial.objects.bulk_create(
        Trial(participation=participation, position=position, stimulus=cell)
        for position, cell in [*practice, *enumerate(shown, start=1)]
    )


def _clip(cell: StudyStimulus) -> str:
    return cell.clip


def _move(participation: Participation, state: Participation.State, moment: str) -> None:
    participation.state = state
    setattr(participation, moment, timezone.now())
    participation.save(update_fields=["state", moment])
