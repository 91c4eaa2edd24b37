"""Erasing: the answers of somebody who asks for it, and the ids of those whom no platform needs to be told any more."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evalsite.questionnaire import withdrawal
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from evalsite.studies.models import Study
from face.errors import InputError

log = logging.getLogger(__name__)


def with_code(study: Study, code: str) -> list[Participation]:
    """Return the participation with that code; raise InputError if there is none."""
    found = list(study.participations.filter(code=code))
    if not found:
        raise InputError(f"study {study.slug} has no participant {code!r}; their last page names the code")
    return found


def of_person(person: str, platform: str, studies: list[Study]) -> list[Participation]:
    """Return what a person of a platform took part in; raise InputError if nothing."""
    recruits = [Recruit.objects.of_person(study, platform, person).first() for study in studies]
    found = [recruit.participation for recruit in recruits if recruit]
    if not found:
        raise InputError(f"nobody with this id came from {platform}; check the id")
    return found


@transaction.atomic
def erase(participation: Participation) -> None:
    """Delete what somebody answered, and what their platform calls them; that they took part stays counted."""
    held = Participation.objects.select_for_update().get(pk=participation.pk)
    if held.state == Participation.State.WITHDRAWN:
        held.kept = False
        held.save(update_fields=["kept"])
        withdrawal.forget(held)
    else:
        withdrawal.leave(held, keep=False)
    Recruit.objects.filter(participation=held).erase_ids()


def overdue(days: int | None = None) -> int:
    """Erase the ids of all who took part in studies that closed so many days ago; return how many there were."""
    limit = timezone.now() - timedelta(days=settings.RETENTION_DAYS if days is None else days)
    erased = Recruit.objects.filter(study__closed__lt=limit).erase_ids()
    if erased:
        log.info("erased the platform ids of %d participants", erased)
    return erased
