"""What a study's participants answered, as the table that the analysis reads."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q

from analysis.ratings import Row
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.models import Study

State = Participation.State


ANALYSED: Final = {Trial.Kind.MAIN: 0, Trial.Kind.REPEAT: 1}
"""The kinds of trials that the table holds, and their number in its column `repeat`."""


def ratings_table(study: Study, *, pilot: bool = False) -> list[Row]:
    """Return the valid answers that may be used, in a fixed order: the study's own, or those of its pilot.

    Whoever stopped early was promised that their answers are not used, unless the study's own consent text says
    otherwise, or they let their answers be kept when they withdrew. Whoever a rule leaves out is in the table: the
    analysis leaves them out, and says what it would find with them.

    `rater` is the participation's code, `region` the question's region, `repeat` is 1 for a video shown again,
    `position` counts the showings from 1, `seconds` is the time from the beginning of the accepted playback to the
    answer.
    """
    ratings = Rating.objects.filter(
        _usable(study),
        trial__valid=True,
        trial__kind__in=ANALYSED,
        trial__participation__study=study,
        trial__participation__pilot=pilot,
    )
    order = ("trial__participation__completed", "trial__participation__code", "trial__position", "pk")
    related = ratings.select_related("trial__participation", "trial__stimulus").order_by(*order)
    return list(_rows(related.iterator()))


def left_out(study: Study) -> dict[str, str]:
    """Return the raters whom a rule of the questionnaire leaves out, each with the rule."""
    people = study.participations.filter(pilot=False).exclude(excluded_by="")
    return dict(people.values_list("code", "excluded_by"))


def _usable(study: Study) -> Q:
    """Which participations' answers may be used."""
    state = "trial__participation__state"
    usable = Q(**{state: State.COMPLETED}) | Q(**{state: State.WITHDRAWN, "trial__participation__kept": True})
    return usable | Q(**{state: State.STARTED}) if study.read().protocol.unfinished == "used" else usable


def _rows(ratings: Iterator[Rating]) -> Iterator[Row]:
    for rating in ratings:
        trial = rating.trial
        seconds = (trial.answered - trial.begun).total_seconds() if trial.answered and trial.begun else None
        yield Row(
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
