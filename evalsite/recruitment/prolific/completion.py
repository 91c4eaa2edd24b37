"""The way back: Prolific counts a submission as completed when its browser comes with the study's code."""

from typing import Final
from urllib.parse import urlencode

from evalsite.questionnaire.completion_redirect import Farewell
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from evalsite.studies.file.recruitment import Prolific

HOME: Final = "https://app.prolific.com/"
COMPLETE: Final = f"{HOME}submissions/complete"

State = Participation.State


def farewell(participation: Participation) -> Farewell | None:
    """Return the address for a participation that Prolific sent and that has ended; None for everyone else."""
    table = participation.study.read().recruitment.prolific
    sent = Recruit.objects.filter(participation=participation, platform=Recruit.Platform.PROLIFIC)
    if table is None or not sent.exists():
        return None
    code = _code(participation, table)
    return Farewell("Prolific", f"{COMPLETE}?{urlencode({'cc': code})}" if code else HOME)


def _code(participation: Participation, table: Prolific) -> str | None:
    """Return the code for the way it ended; without one, people give their place back on Prolific themselves."""
    match participation.state:
        case State.COMPLETED:
            return table.completion_code
        case State.SCREENED_OUT:
            return table.screened_out_code
        case State.WITHDRAWN:
            return table.withdrawn_code
        case _:
            return None
