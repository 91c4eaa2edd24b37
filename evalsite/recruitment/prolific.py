"""Prolific: people arrive with three parameters in the link, and return to an address with a completion code.

A person has one participation in a study, however often they open the link. Prolific counts a submission as completed
when the browser returns with the study's code.

Source: docs.prolific.com, "Integrating your survey" (names of the parameters, completion address).
"""

import re
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors, workflow
from evalsite.questionnaire.models import Participation
from evalsite.questionnaire.pages import CompletionRedirect
from evalsite.recruitment.models import Recruit, pseudonym
from evalsite.studies.document.tables import ProlificTable
from evalsite.studies.models import Study

PARAMETERS: Final = ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")
PLACEHOLDERS: Final = "&".join(f"{name}={{{{%{name}%}}}}" for name in PARAMETERS)
"""The query of a study's link; Prolific replaces `{{%NAME%}}` by the value of each parameter."""
PROLIFIC_URL: Final = "https://app.prolific.com/"
COMPLETION_URL: Final = f"{PROLIFIC_URL}submissions/complete"
# Prolific's own ids have 24 hexadecimal digits. Placeholders that were not filled in must not match.
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
PROLIFIC: Final = Recruit.Platform.PROLIFIC

State = Participation.State


class ProlificIds(NamedTuple):
    """Prolific's ids of a person, of the study, and of the person's submission."""

    platform_person_id: str
    platform_study_id: str
    platform_submission_id: str


def is_from_prolific(query: QueryDict) -> bool:
    """Return whether the link has any of Prolific's parameters."""
    return any(name in query for name in PARAMETERS)


def find_or_create_participation(study: Study, query: QueryDict) -> Participation:
    """Return the person's participation, the same one whenever they come back.

    Raises
    ------
    HttpError
        If the link is incomplete, the study is not on Prolific, or it takes no new participants.
    """
    ids = parse_ids(query)
    if study.read_document().recruitment.prolific is None:
        text = _("The researcher has not set it up for Prolific. Please tell them, and return your submission.")
        raise http_errors.HttpError(403, _("This study is not open on Prolific"), text)
    recruits = Recruit.objects.of_person(study, PROLIFIC, ids.platform_person_id)
    if recruit := recruits.select_related("participation").first():
        # Somebody who returned a submission and took the study again has a new one: that is the one to be paid.
        recruits.update(**ids._asdict(), ids_erased_at=None)
        return recruit.participation
    try:
        return _create_participation(study, ids)
    except IntegrityError:  # The same person in two tabs at the same moment.
        return recruits.get().participation


def parse_ids(query: QueryDict) -> ProlificIds:
    """Return the ids in a link; raise HttpError unless each parameter is there once and looks like an id."""
    values = [query.getlist(name) for name in PARAMETERS]
    if any(len(each) != 1 or not ID.fullmatch(each[0]) for each in values):
        text = _("Prolific's link to this study is incomplete. Please start the study again from its page on Prolific.")
        raise http_errors.HttpError(400, _("This link is not complete"), text)
    return ProlificIds(*(each[0] for each in values))


@transaction.atomic
def _create_participation(study: Study, ids: ProlificIds) -> Participation:
    participation = workflow.create_participation(study)
    Recruit.objects.create(
        platform=PROLIFIC,
        study=study,
        pseudonym=pseudonym(study.pk, PROLIFIC, ids.platform_person_id),
        participation=participation,
        **ids._asdict(),
    )
    return participation


def completion_redirect(participation: Participation) -> CompletionRedirect | None:
    """Return where a participation that has ended goes; None unless Prolific sent it."""
    prolific = participation.study.read_document().recruitment.prolific
    recruits = Recruit.objects.filter(participation=participation, platform=PROLIFIC)
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
