"""How an open study fares: who came how far, and how evenly videos were rated. Nothing here knows a condition."""

from dataclasses import dataclass

from django.db.models import Count, Q

from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies.models import Study

State = Participation.State


@dataclass(frozen=True)
class Flow:
    """Counts of people, of ratings, and of completed showings of the least and the most rated video."""

    arrived: int
    consented: int
    completed: int
    in_progress: int
    simulated: int
    ratings: int
    fewest: int
    most: int
    planned: int


def of(study: Study) -> Flow:
    """Count, in three queries."""
    people = study.participations.aggregate(
        arrived=Count("pk"),
        consented=Count("pk", filter=~Q(state=State.ARRIVED)),
        completed=Count("pk", filter=Q(state=State.COMPLETED)),
        in_progress=Count("pk", filter=Q(state__in=(State.CONSENTED, State.STARTED))),
        simulated=Count("pk", filter=Q(simulated=True)),
    )
    shown = _showings(study)
    return Flow(
        **people, ratings=_ratings(study), fewest=min(shown), most=max(shown), planned=study.read().design.raters
    )


def _ratings(study: Study) -> int:
    return Rating.objects.filter(trial__participation__study=study, trial__valid=True).count()


def _showings(study: Study) -> list[int]:
    counted = Q(trials__valid=True, trials__position__gt=0, trials__participation__state=State.COMPLETED)
    cells = study.stimuli.annotate(showings=Count("trials", filter=counted))
    return list(cells.values_list("showings", flat=True)) or [0]
