"""What a study's participants answered, as the table that the analysis reads."""

from collections.abc import Iterator

from analysis.ratings import Row
from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies.models import Study


def ratings_table(study: Study) -> list[Row]:
    """Return the valid answers of completed participations, in a fixed order.

    Whoever stopped early was promised that their answers are not used. `rater` is the participation's code, `region`
    the question's region, `position` counts the rated trials from 1, `seconds` is the time from the beginning of the
    accepted playback to the answer.
    """
    ratings = Rating.objects.filter(
        trial__valid=True,
        trial__participation__study=study,
        trial__participation__state=Participation.State.COMPLETED,
    )
    order = ("trial__participation__completed", "trial__participation__code", "trial__position", "pk")
    related = ratings.select_related("trial__participation", "trial__stimulus").order_by(*order)
    return list(_rows(related.iterator()))


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
            position=trial.position,
            seconds=seconds,
        )


def is_simulated(study: Study) -> bool:
    """Return whether any of the study's participations is a script's."""
    return study.participations.filter(simulated=True).exists()
