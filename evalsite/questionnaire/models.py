"""What participants do. Nothing here says who they are."""

import secrets
import uuid

from django.db import models

from evalsite.studies.models import Study, StudyStimulus

PRACTICE = 0
"""The position of the practice trial; rated trials count from 1."""


def _media_id() -> str:
    return secrets.token_urlsafe(16)


def _code() -> str:
    # A letter first: a spreadsheet reads 1234e567 as a number.
    return "r" + secrets.token_hex(4)[1:]


def _seed() -> int:
    return secrets.randbelow(2**31)


class Participation(models.Model):
    """Somebody's run through a study."""

    class State(models.TextChoices):
        """Which page is next."""

        ARRIVED = "arrived"
        CONSENTED = "consented"
        STARTED = "started"
        COMPLETED = "completed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    study = models.ForeignKey(Study, models.PROTECT, related_name="participations")
    code = models.CharField(max_length=8, default=_code, help_text="the rater's name in tables; no part of any link")
    seed = models.PositiveIntegerField(default=_seed, help_text="decides the order of the trials")
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVED)
    simulated = models.BooleanField(default=False)
    language = models.CharField(max_length=35, blank=True, help_text="which of the study's languages the pages speak")
    arrived = models.DateTimeField(auto_now_add=True)
    consented = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    completed = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="one_code_per_rater")]

    def __str__(self) -> str:
        return self.code


class Trial(models.Model):
    """One showing of a stimulus to one participation; position 0 is the practice, whose ratings are not kept."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="trials")
    position = models.PositiveSmallIntegerField()
    stimulus = models.ForeignKey(StudyStimulus, models.PROTECT, related_name="trials")
    media_id = models.CharField(max_length=22, unique=True, default=_media_id)
    begun = models.DateTimeField(null=True, help_text="when the accepted playback began")
    answered = models.DateTimeField(null=True)
    playback = models.JSONField(null=True, help_text="the page's record of the accepted playback")
    valid = models.BooleanField(default=False, help_text="watched to the end, as the server could check")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participation", "position"], name="one_trial_per_position")]

    def __str__(self) -> str:
        return f"{self.participation} {self.position}"


class Rating(models.Model):
    """One answer; `question` is the region asked about."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="ratings")
    question = models.CharField(max_length=50)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "question"], name="one_rating_per_question"),
            models.CheckConstraint(condition=models.Q(value__range=(1, 10)), name="rating_from_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.value}"
