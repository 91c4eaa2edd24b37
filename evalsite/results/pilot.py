"""What a study's pilot was good for: whether people get through, and how long they take. Nothing by condition."""

from dataclasses import dataclass
from statistics import median

from evalsite.results.raters import minutes_of
from evalsite.studies.models import Study


@dataclass(frozen=True)
class Pilot:
    """How many began and completed it, and the median of their minutes from the first video to the end."""

    began: int
    completed: int
    minutes: float | None
    simulated: bool


def of(study: Study) -> Pilot | None:
    """Return the summary, in one query; None if nobody took part in a pilot."""
    people = list(study.participations.filter(pilot=True, consented__isnull=False))
    if not people:
        return None
    times = [minutes for each in people if (minutes := minutes_of(each)) is not None]
    scripts = any(each.simulated for each in people)
    return Pilot(len(people), len(times), median(times) if times else None, scripts)
