"""What a study's participants answered, as the table that the analysis reads."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from analysis.ratings import RatingRow
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.models import Study

State = Participation.State

ANALYSED: Final = {Trial.Kind.MAIN: 0, Trial.Kind.REPEAT: 1}
"""The kinds of trials that the table holds, and their number in its column `repeat`."""

GIVEN: Final = Rating.objects.filter(trial__valid=True, trial__kind__in=ANALYSED)
"""All ratings that the table could hold."""


def ratings_table(study: Study, *, pilot: bool = False) -> list[RatingRow]:
    """Return the valid answers of those who are `usable`, in a fixed order.

    Whoever a rule leaves out is in the table: the analysis leaves them out, and says what it would find with them.

    `rater` is the participation's code, `region` the question's region, `repeat` is 1 for a video shown again,
    `position` counts the showings from 1, `seconds` is the time from the beginning of the accepted playback to the
    answer.
    """
    ratings = GIVEN.filter(trial__participation__in=usable(study, pilot=pilot))
    order = ("trial__participation__completed", "trial__participation__code", "trial__position", "pk")
    related = ratings.select_related("trial__participation", "trial__stimulus").order_by(*order)
    return list(_rows(related.iterator()))


def usable(study: Study, *, pilot: bool = False) -> QuerySet[Participation]:
    """Return the participations whose answers may be used: the study's own, or those of its pilot.

    Whoever stopped early was promised that their answers are not used, unless the study's own consent text says
    otherwise, or they let their answers be kept when they withdrew.
    """
    unfinished = [State.STARTED] if study.read().protocol.unfinished == "used" else []
    used = Q(state__in=[State.COMPLETED, *unfinished]) | Q(state=State.WITHDRAWN, kept=True)
    return study.participations.filter(used, pilot=pilot)


def raters(study: Study, *, pilot: bool = False) -> QuerySet[Participation]:
    """Return those of the `usable` who gave a rating."""
    return usable(study, pilot=pilot).filter(Exists(GIVEN.filter(trial__participation=OuterRef("pk"))))


def left_out(study: Study) -> dict[str, str]:
    """Return the raters whom a rule of the questionnaire leaves out, each with the rule."""
    people = study.participations.filter(pilot=False).exclude(excluded_by="")
    return dict(people.values_list("code", "excluded_by"))


def _rows(ratings: Iterator[Rating]) -> Iterator[RatingRow]:
    for rating in ratings:
        trial = rating.trial
        seconds = (trial.answered - trial.begun).total_seconds() if trial.answered and trial.begun else None
        yield RatingRow(
            rater=trial.participation.code,
            clip=trial.stimulus.clip,
            condition=trial.stimulus.condition,
            region=rating.question,
            rating=rating.value,
            repeat=ANALYSED[Trial.Kind(trial.kind)],
            position=trial.position,
            seconds=seconds,
        )


def is_simulated(study: Study, *, pilot: bool = False) -> bool:
    """Return whether any of the study's participations, or of its pilot's, is a script's."""
    return study.participations.filter(simulated=True, pilot=pilot).exists()
