"""The way back: Prolific counts a submission as completed when its browser comes with the study's code."""

from typing import Final
from urllib.parse import urlencode

from evalsite.questionnaire.farewell import Farewell
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit

COMPLETE: Final = "https://app.prolific.com/submissions/complete"


def farewell(participation: Participation) -> Farewell | None:
    """Return the address for a completed participation that Prolific sent; None for everyone else."""
    table = participation.study.read().recruitment.prolific
    sent = Recruit.objects.filter(participation=participation, platform=Recruit.Platform.PROLIFIC)
    if table is None or not sent.exists():
        return None
    return Farewell("Prolific", f"{COMPLETE}?{urlencode({'cc': table.completion_code})}")
