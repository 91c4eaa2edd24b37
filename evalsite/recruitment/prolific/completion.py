"""The way back to Prolific, which counts a submission as completed when the browser returns with the study's code."""

from typing import Final
from urllib.parse import urlencode

from evalsite.questionnaire.completion_redirect import CompletionRedirect
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from evalsite.studies.document.tables import ProlificTable

PROLIFIC_URL: Final = "https://app.prolific.com/"
COMPLETION_URL: Final = f"{PROLIFIC_URL}submissions/complete"

State = Participation.State


def completion_redirect(participation: Participation) -> CompletionRedirect | None:
    """Return where a participation that has ended goes; None unless Prolific sent it."""
    prolific = participation.study.read_document().recruitment.prolific
    recruits = Recruit.objects.filter(participation=participation, platform=Recruit.Platform.PROLIFIC)
    if prolific is None or not recruits.exists():
        return None
    code = _completion_code(participation, prolific)
    return CompletionRedirect("Prolific", f"{COMPLETION_URL}?{urlencode({'cc': code})}" if code else PROLIFIC_URL)


def _completion_code(participation: Participation, prolific: ProlificTable) -> str | None:
    """Return the code for how the participation ended; without one, people return their submission themselves."""
    match participation.state:
        case State.COMPLETED:
            return prolific.completion_code
        case State.SCREENED_OUT:
            return prolific.screened_out_code
        case State.WITHDRAWN:
            return prolific.withdrawn_code
        case _:
            return None
