"""Erasure: answers of participants who ask for it, and platform ids after the retention time."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evalsite.questionnaire import workflow
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from evalsite.studies.models import Study
from face.errors import InputError

log = logging.getLogger(__name__)


def participations_with_code(study: Study, code: str) -> list[Participation]:
    """Return the participation with that code; raise InputError if there is none."""
    participations = list(study.participations.filter(code=code))
    if not participations:
        raise InputError(
            f"study {study.slug} has no participant {code!r}; participants find their code on the last page"
        )
    return participations


def participations_of_person(person_id: str, platform: str, studies: list[Study]) -> list[Participation]:
    """Return what a person of a platform took part in; raise InputError if nothing."""
    recruits = [Recruit.objects.of_person(study, platform, person_id).first() for study in studies]
    participations = [recruit.participation for recruit in recruits if recruit]
    if not participations:
        raise InputError(f"nobody with this {platform} id took part; check the id")
    return participations


@transaction.atomic
def erase(participation: Participation) -> None:
    """Delete a person's answers and platform ids; that somebody took part stays counted."""
    locked = Participation.objects.select_for_update().get(pk=participation.pk)
    if locked.state == Participation.State.WITHDRAWN:
        locked.answers_kept = False
        locked.save(update_fields=["answers_kept"])
        workflow.delete_answers(locked)
    else:
        workflow.withdraw(locked, keep_answers=False)
    Recruit.objects.filter(participation=locked).erase_ids()


def erase_expired_ids(days: int | None = None) -> int:
    """Erase the platform ids in studies that closed more than `days` ago; return the number of people.

    The default is the setting RETENTION_DAYS.
    """
    limit = timezone.now() - timedelta(days=settings.RETENTION_DAYS if days is None else days)
    erased = Recruit.objects.filter(study__closed__lt=limit).erase_ids()
    if erased:
        log.info("erased the platform ids of %d participants", erased)
    return erased
