"""How long the participants of a study's pilot took, from their arrival to their last answer."""

from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study


def pilot_minutes(study: Study) -> list[float]:
    """Return the minutes of everybody who completed the pilot, without simulated participants."""
    completed = study.participations.filter(pilot=True, simulated=False, state=Participation.State.COMPLETED)
    times = completed.values_list("arrived_at", "completed_at")
    return [(end - start).total_seconds() / 60 for start, end in times if end]
