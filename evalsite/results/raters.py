"""Who rated: what can be said of a rater without looking at any condition."""

from dataclasses import dataclass

from django.db.models import Count, Q

from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study


@dataclass(frozen=True)
class Rater:
    """A completed participation; `answers` counts the different numbers that it gave."""

    code: str
    ratings: int
    minutes: float | None
    answers: int
    simulated: bool


def raters(study: Study) -> list[Rater]:
    """Return those who completed the study, in the order in which they did."""
    valid = Q(trials__valid=True)
    done = study.participations.filter(state=Participation.State.COMPLETED).annotate(
        ratings=Count("trials__ratings", filter=valid),
        answers=Count("trials__ratings__value", filter=valid, distinct=True),
    )
    return [
        Rater(each.code, each.ratings, _minutes(each), each.answers, each.simulated)
        for each in done.order_by("completed", "code")
    ]


def _minutes(each: Participation) -> float | None:
    if each.completed is None or each.started is None:
        return None
    return (each.completed - each.started).total_seconds() / 60
