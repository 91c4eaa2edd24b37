"""The answers of a study's participants, as the table that the analysis reads."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from analysis.ratings import RatingRow
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies.models import Study

State = Participation.State

REPEAT_NUMBERS: Final = {Trial.Kind.MAIN: 0, Trial.Kind.REPEAT: 1}
"""The kinds of trials in the table, and their number in its column `repeat`."""

ANALYSABLE_RATINGS: Final = Rating.objects.filter(trial__valid=True, trial__kind__in=REPEAT_NUMBERS)


def ratings_table(study: Study, *, pilot: bool = False) -> list[RatingRow]:
    """Return the valid ratings of the `usable_participations`, in a fixed order.

    Excluded raters are in the table too: the analysis excludes them, and reports what it would find with them.

    `rater` is the participation's code, `repeat` is 1 for a video shown again,
    `position` counts the presentations from 1, `seconds` is the time from the start of the accepted playback to the
    answer.
    """
    ratings = ANALYSABLE_RATINGS.filter(trial__participation__in=usable_participations(study, pilot=pilot))
    order = ("trial__participation__completed_at", "trial__participation__code", "trial__position", "pk")
    related = ratings.select_related("trial__participation", "trial__stimulus").order_by(*order)
    return list(_rows(related.iterator()))


def usable_participations(study: Study, *, pilot: bool = False) -> QuerySet[Participation]:
    """Return the participations whose answers may be used: the study's own, or those of its pilot.

    People who stop early are promised that their answers are not used, unless the study's own consent text says
    otherwise, or they let their answers be kept when they withdrew.
    """
    incomplete = [State.STARTED] if study.read_document().protocol.incomplete == "include" else []
    used = Q(state__in=[State.COMPLETED, *incomplete]) | Q(state=State.WITHDRAWN, answers_kept=True)
    return study.participations.filter(used, pilot=pilot)


def rated_participations(study: Study, *, pilot: bool = False) -> QuerySet[Participation]:
    """Return the `usable_participations` with at least one rating in the table."""
    own_ratings = ANALYSABLE_RATINGS.filter(trial__participation=OuterRef("pk"))
    return usable_participations(study, pilot=pilot).filter(Exists(own_ratings))


def excluded_raters(study: Study) -> dict[str, str]:
    """Return the raters that the questionnaire's rules exclude, each with its rules."""
    excluded = study.participations.filter(pilot=False).exclude(excluded_by="")
    return dict(excluded.values_list("code", "excluded_by"))


def has_simulated(study: Study, *, pilot: bool = False) -> bool:
    """Return whether any participation of the study, or of its pilot, is simulated."""
    return study.participations.filter(simulated=True, pilot=pilot).exists()


def _rows(ratings: Iterator[Rating]) -> Iterator[RatingRow]:
    for rating in ratings:
        trial = rating.trial
        started_at, answered_at = trial.playback_started_at, trial.answered_at
        yield RatingRow(
            rater=trial.participation.code,
            clip=trial.stimulus.clip,
            condition=trial.stimulus.condition,
            question=rating.question,
            rating=rating.value,
            repeat=REPEAT_NUMBERS[Trial.Kind(trial.kind)],
            position=trial.position,
            seconds=(answered_at - started_at).total_seconds() if answered_at and started_at else None,
        )
