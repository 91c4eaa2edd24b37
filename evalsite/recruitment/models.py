"""Recruits: the ids of participants on the platform that sent them. The site stores no other personal data.

A recruit points to a participation and never the reverse, so deleting one touches no rating. Ids are kept while the
platform needs them. Then they are erased, and only the pseudonym remains, by which a returning person is recognised.
Pseudonyms differ from study to study, so that nobody can be followed through several studies.
"""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study

PSEUDONYM_SALT: Final = "evalsite.recruitment.pseudonym"


def pseudonym(study_id: int, platform: str, person_id: str) -> str:
    """Return the keyed hash that stands for a person in a study; only this site's key can compute it."""
    return _keyed_hash(study_id, platform, person_id, settings.SECRET_KEY)


def possible_pseudonyms(study_id: int, platform: str, person_id: str) -> list[str]:
    """Return the pseudonyms that a person may have been given, also under secret keys that were replaced since."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_keyed_hash(study_id, platform, person_id, key) for key in keys]


def _keyed_hash(study_id: int, platform: str, person_id: str, key: str) -> str:
    value = f"{study_id} {platform} {person_id}"
    return salted_hmac(PSEUDONYM_SALT, value, secret=key, algorithm="sha256").hexdigest()


class RecruitQuerySet(models.QuerySet["Recruit"]):
    """Finds people and erases their ids."""

    def of_person(self, study: Study, platform: str, person_id: str) -> Self:
        """Return a person's recruit in a study, whether or not the ids were erased."""
        pseudonyms = possible_pseudonyms(study.pk, platform, person_id)
        return self.filter(study=study, platform=platform, pseudonym__in=pseudonyms)

    def erase_ids(self) -> int:
        """Erase the platform's ids of these people; return the number of people."""
        ids = {"platform_person_id": "", "platform_study_id": "", "platform_submission_id": ""}
        return self.filter(ids_erased_at=None).update(**ids, ids_erased_at=timezone.now())


class Recruit(models.Model):
    """A person of a platform in a study."""

    class Platform(models.TextChoices):
        """The recruitment platforms."""

        PROLIFIC = "prolific"

    platform = models.CharField(max_length=20, choices=Platform)
    study = models.ForeignKey(Study, models.PROTECT, related_name="recruits")
    pseudonym = models.CharField(max_length=64, help_text="keyed hash of study, platform and person")
    platform_person_id = models.CharField(max_length=64, blank=True, help_text="the person's id, until it is erased")
    platform_study_id = models.CharField(max_length=64, blank=True, help_text="the platform's id of the study")
    platform_submission_id = models.CharField(max_length=64, blank=True, help_text="the id of the person's submission")
    participation = models.OneToOneField(Participation, models.CASCADE, related_name="+")
    arrived_at = models.DateTimeField(auto_now_add=True)
    ids_erased_at = models.DateTimeField(null=True)

    objects = RecruitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "platform", "pseudonym"], name="one_recruit_per_pseudonym")
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.pk}"
