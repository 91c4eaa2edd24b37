"""Tickets for scripted participants: signed, good for one participation, so that no stranger can pose as a script."""

from typing import Final
from uuid import UUID

from django.core import signing

from evalsite.questionnaire import http_errors
from evalsite.studies.models import Study

SALT: Final = "evalsite.recruitment.simulation"
HOURS: Final = 6


def issue(study: Study, participation: UUID) -> str:
    """Return a ticket that admits one scripted participant to the study, with the identity that it will have."""
    return signing.dumps([study.slug, participation.hex], salt=SALT)


def redeem(ticket: str, study: Study) -> UUID:
    """Return the identity that the ticket gives; raise Refused if it is not one of ours for this study."""
    try:
        slug, participation = signing.loads(ticket, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise http_errors.unknown_link() from None
    if slug != study.slug:
        raise http_errors.unknown_link()
    return UUID(hex=participation)
