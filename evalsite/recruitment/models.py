"""Who people are on the platform that sent them: the only personal data there is.

A recruit points to a participation and never the reverse, so deleting one touches no rating. Ids are kept as long as
the platform must be told them; then they are erased, and only the pseudonym remains, by which a person who comes again
is known.
"""

from typing import Self

from django.db import models
from django.utils import timezone

from evalsite.questionnaire.models import Participation
from evalsite.recruitment import pseudonyms
from evalsite.studies.models import Study


class RecruitQuerySet(models.QuerySet["Recruit"]):
    """The questions that are asked about people."""

    def of_person(self, study: Study, platform: str, person: str) -> Self:
        """Return the person's recruit in a study, whether or not their ids were erased."""
        known = pseudonyms.every(study.pk, platform, person)
        return self.filter(study=study, platform=platform, pseudonym__in=known)

    def erase_ids(self) -> int:
        """Erase what the platform calls these people, and return of how many."""
        held = self.filter(erased=None)
        return held.update(person="", errand="", submission="", erased=timezone.now())


class Recruit(models.Model):
    """A person of a platform in a study."""

    class Platform(models.TextChoices):
        """Where people come from."""

        PROLIFIC = "prolific"

    platform = models.CharField(max_length=20, choices=Platform)
    study = models.ForeignKey(Study, models.PROTECT, related_name="recruits")
    pseudonym = models.CharField(max_length=64, help_text="a keyed hash of study, platform and person")
    person = models.CharField(max_length=64, blank=True, help_text="their id on the platform, until it is erased")
    errand = models.CharField(max_length=64, blank=True, help_text="the platform's id of the study they were sent to")
    submission = models.CharField(max_length=64, blank=True, help_text="the platform's id of their run through it")
    participation = models.OneToOneField(Participation, models.CASCADE, related_name="+")
    arrived = models.DateTimeField(auto_now_add=True)
    erased = models.DateTimeField(null=True, help_text="since when the ids are gone")

    objects = RecruitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "platform", "pseudonym"], name="one_recruit_per_pseudonym")
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.pk}"
