"""Who rated: what can be said of a rater without looking at any condition."""

from dataclasses import dataclass

from django.db.models import Count, Q

from evalsite.questionnaire import ratings
from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.models import Study


@dataclass(frozen=True)
class Rater:
    """A participation whose ratings may be used; `answers` counts the different numbers that it gave."""

    code: str
    ratings: int
    minutes: float | None
    answers: int
    simulated: bool
    excluded_by: str


def raters(study: Study) -> list[Rater]:
    """Return who rated the study (or its pilot, while that runs), in the order in which they completed it."""
    valid = Q(trials__valid=True, trials__kind=Trial.Kind.MAIN)
    done = ratings.raters(study, pilot=study.in_pilot).annotate(
        ratings=Count("trials__ratings", filter=valid),
        answers=Count("trials__ratings__value", filter=valid, distinct=True),
    )
    return [
        Rater(each.code, each.ratings, minutes_of(each), each.answers, each.simulated, each.excluded_by)
        for each in done.order_by("completed", "code")
    ]


def minutes_of(each: Participation) -> float | None:
    """Return how long a participation took from the first video to the end; None if it was not completed."""
    if each.completed is None or each.started is None:
        return None
    return (each.completed - each.started).total_seconds() / 60
