"""Links into a study: the one that researchers hand out, and signed tickets for simulated participants."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing

from evalsite.questionnaire import http_errors
from evalsite.recruitment.prolific.entry import PARAMETERS
from evalsite.studies.models import Study

PROLIFIC_PLACEHOLDERS: Final = "&".join(f"{name}={{{{%{name}%}}}}" for name in PARAMETERS)
"""Prolific replaces `{{%NAME%}}` by the value of each parameter."""
TICKET_SALT: Final = "evalsite.recruitment.ticket"
TICKET_SECONDS: Final = 6 * 3600


def entry_url(study: Study) -> str:
    """Return the address for participants; for Prolific with the parameters that it fills in."""
    url = f"{settings.SITE_URL}/s/{study.slug}/"
    return url if study.read_document().recruitment.prolific is None else f"{url}?{PROLIFIC_PLACEHOLDERS}"


def issue_ticket(study: Study, participation: UUID) -> str:
    """Return a ticket that admits one simulated participant to the study, with the given participation id.

    It is signed, so that nobody else can take part as a simulated participant.
    """
    return signing.dumps([study.slug, participation.hex], salt=TICKET_SALT)


def redeem_ticket(ticket: str, study: Study) -> UUID:
    """Return the participation id of a ticket; raise HttpError if it is not one of ours for this study."""
    try:
        slug, participation = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        raise http_errors.unknown_link() from None
    if slug != study.slug:
        raise http_errors.unknown_link()
    return UUID(hex=participation)
