"""Who people are on the platform that sent them: the only personal data there is.

A recruit points to a participation and never the reverse, so deleting one touches no rating.
"""

from django.db import models

from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study


class Recruit(models.Model):
    """A person of a platform in a study."""

    class Platform(models.TextChoices):
        """Where people come from."""

        PROLIFIC = "prolific"

    platform = models.CharField(max_length=20, choices=Platform)
    study = models.ForeignKey(Study, models.PROTECT, related_name="recruits")
    person = models.CharField(max_length=64, help_text="their id on the platform")
    errand = models.CharField(max_length=64, help_text="the platform's id of the study they were sent to")
    submission = models.CharField(max_length=64, help_text="the platform's id of this person's run through it")
    participation = models.OneToOneField(Participation, models.CASCADE, related_name="+")
    arrived = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "platform", "person"], name="one_recruit_per_person")]

    def __str__(self) -> str:
        return f"{self.platform} {self.pk}"
