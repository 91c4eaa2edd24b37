"""How an open study fares: who came how far, and how evenly videos were rated. Nothing here knows a condition."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.models import Study

State = Participation.State
IN_PROGRESS: Final = (State.CONSENTED, State.STARTED)


@dataclass(frozen=True)
class Balance:
    """Counts of people, of ratings, and of completed showings of the least and the most rated video."""

    arrived: int
    consented: int
    completed: int
    excluded: int
    in_progress: int
    simulated: int
    ratings: int
    fewest: int
    most: int
    planned: int

    @property
    def valid(self) -> int:
        """How many completed it, and no rule leaves them out."""
        return self.completed - self.excluded


def of(study: Study) -> Balance:
    """Count, in three queries; while the study is in its pilot that one, else the study itself."""
    people = study.participations.filter(pilot=study.in_pilot).aggregate(
        arrived=Count("pk"),
        consented=Count("pk", filter=Q(consented__isnull=False) | Q(state__in=(*IN_PROGRESS, State.COMPLETED))),
        completed=Count("pk", filter=Q(state=State.COMPLETED)),
        excluded=Count("pk", filter=Q(state=State.COMPLETED) & ~Q(excluded_by="")),
        in_progress=Count("pk", filter=Q(state__in=IN_PROGRESS)),
        simulated=Count("pk", filter=Q(simulated=True)),
    )
    shown = _showings(study)
    return Balance(
        **people, ratings=_ratings(study), fewest=min(shown), most=max(shown), planned=study.read().design.raters
    )


def _ratings(study: Study) -> int:
    return Rating.objects.filter(
        trial__participation__study=study,
        trial__participation__pilot=study.in_pilot,
        trial__kind=Trial.Kind.MAIN,
        trial__valid=True,
    ).count()


def _showings(study: Study) -> list[int]:
    counted = Q(
        trials__valid=True,
        trials__kind=Trial.Kind.MAIN,
        trials__participation__pilot=study.in_pilot,
        trials__participation__state=State.COMPLETED,
        trials__participation__excluded_by="",
    )
    cells = study.stimuli.filter(purpose="rated").annotate(showings=Count("trials", filter=counted))
    return list(cells.values_list("showings", flat=True)) or [0]
