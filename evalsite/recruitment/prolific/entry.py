"""Who was sent by Prolific, and the participation they have in the study: one each, however often they come."""

import re
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors, workflow
from evalsite.questionnaire.models import Participation
from evalsite.recruitment import pseudonyms
from evalsite.recruitment.models import Recruit
from evalsite.studies.models import Study

PARAMETERS: Final = ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID")
# Prolific's own have 24 hexadecimal digits. What must not pass are placeholders that nobody filled in.
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Sent(NamedTuple):
    """Prolific's ids of a person, of its study and of the person's run through it."""

    person: str
    errand: str
    submission: str


def read(query: QueryDict) -> Sent:
    """Return who was sent; raise Refused unless each parameter is there once and looks like an id."""
    values = [query.getlist(name) for name in PARAMETERS]
    if any(len(given) != 1 or not ID.fullmatch(given[0]) for given in values):
        text = _("Prolific's link to this study is incomplete. Please start the study again from its page on Prolific.")
        raise http_errors.Refused(400, _("This link is not complete"), text)
    return Sent(*(given[0] for given in values))


def participation_of(study: Study, sent: Sent) -> Participation:
    """Return the person's participation, the same one whenever they come back; raise Refused if none may begin."""
    known = Recruit.objects.of_person(study, Recruit.Platform.PROLIFIC, sent.person)
    if found := known.select_related("participation").first():
        # Who gave a place back and took another one has a new submission: that is the one to be paid.
        known.update(**sent._asdict(), erased=None)
        return found.participation
    try:
        return _begin(study, sent)
    except IntegrityError:  # The same person in two tabs, in this very moment.
        return known.get().participation


@transaction.atomic
def _begin(study: Study, sent: Sent) -> Participation:
    participation = workflow.arrive(study)
    platform = Recruit.Platform.PROLIFIC
    Recruit.objects.create(
        platform=platform,
        study=study,
        pseudonym=pseudonyms.of(study.pk, platform, sent.person),
        participation=participation,
        **sent._asdict(),
    )
    return participation
