"""Entry links: the address that researchers hand out, and signed tickets for simulated participants."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors, workflow
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.prolific import PLACEHOLDERS
from evalsite.studies.models import Study

TICKET_SALT: Final = "evalsite.recruitment.ticket"
TICKET_SECONDS: Final = 6 * 3600


def entry_url(study: Study) -> str:
    """Return the address for participants; for Prolific with the parameters that it fills in."""
    url = f"{settings.SITE_URL}/s/{study.slug}/"
    return url if study.read_document().recruitment.prolific is None else f"{url}?{PLACEHOLDERS}"


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


def check_direct_entry(study: Study, ticket: str) -> None:
    """Raise HttpError if the study takes no new participants now, or only a platform's; `ticket` may be empty."""
    workflow.check_admits(study)
    if not (ticket or study.read_document().recruitment.is_direct):
        text = _("This study takes participants from Prolific only. Please start it from its page on Prolific.")
        raise http_errors.HttpError(403, _("Please start on Prolific"), text)


def create_direct_participation(study: Study, ticket: str) -> Participation:
    """Create a participation; with a ticket, a simulated one."""
    simulated_as = redeem_ticket(ticket, study) if ticket else None
    return workflow.create_participation(study, simulated_as=simulated_as)
