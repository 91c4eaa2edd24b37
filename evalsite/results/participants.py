"""Who took part: the raters of a study, and the table of its participants with their forms and devices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from evalsite.questionnaire import ratings
from evalsite.questionnaire.device_check import Device
from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.models import Study

State = Participation.State
FIXED_COLUMNS: Final = ("rater", "state", "excluded_by", "screened_by", "language", "minutes", "simulated")
DEVICE_FIELDS: Final = (*Device.model_fields, "tries")


@dataclass(frozen=True)
class RaterSummary:
    """A participation whose ratings may be used; `distinct_answers` counts the different numbers that it gave."""

    code: str
    ratings: int
    minutes: float | None
    distinct_answers: int
    simulated: bool
    excluded_by: str


def rater_summaries(study: Study) -> list[RaterSummary]:
    """Return the raters of the study (of its pilot while that runs) in the order in which they completed it."""
    valid = Q(trials__valid=True, trials__kind=Trial.Kind.MAIN)
    participations = ratings.rated_participations(study, pilot=study.in_pilot).annotate(
        ratings=Count("trials__ratings", filter=valid),
        distinct_answers=Count("trials__ratings__value", filter=valid, distinct=True),
    )
    return [
        RaterSummary(
            each.code,
            each.ratings,
            completion_minutes(each),
            each.distinct_answers,
            each.simulated,
            each.excluded_by,
        )
        for each in participations.order_by("completed_at", "code")
    ]


def completion_minutes(participation: Participation) -> float | None:
    """Return the minutes from the first video to the end; None if the participation was not completed."""
    if participation.completed_at is None or participation.started_at is None:
        return None
    return (participation.completed_at - participation.started_at).total_seconds() / 60


def participant_columns(document: StudyDocument) -> tuple[str, ...]:
    """Return the names of the table's columns; the questions of the forms have their own names."""
    return (
        *FIXED_COLUMNS,
        *(f"device_{name}" for name in DEVICE_FIELDS),
        *(question.name for question in (*document.before, *document.after)),
    )


def participant_rows(study: Study) -> Iterator[tuple[Any, ...]]:
    """Yield a row for everyone who consented, without the pilot and without those who had their data deleted."""
    document = study.read_document()
    participations = study.participations.filter(pilot=False, consented_at__isnull=False)
    for each in participations.exclude(state=State.WITHDRAWN, answers_kept=False).order_by("consented_at", "code"):
        yield (
            *(each.code, each.state, each.excluded_by, each.screened_by, each.language),
            *(completion_minutes(each), int(each.simulated)),
            *(each.device.get(name) for name in DEVICE_FIELDS),
            *(each.before_answers.get(question.name) for question in document.before),
            *(each.after_answers.get(question.name) for question in document.after),
        )
