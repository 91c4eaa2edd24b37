"""What participants do. Nothing here says who they are."""

import secrets
import uuid

from django.db import models

from evalsite.studies.file.document import StudyDocument
from evalsite.studies.file.tables import Question
from evalsite.studies.models import Place, Study, StudyStimulus

PRACTICE = 0
"""The position of the last practice trial, those before it have negative ones; all other trials count from 1."""


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
        SCREENED_OUT = "screened_out"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    study = models.ForeignKey(Study, models.PROTECT, related_name="participations")
    pilot = models.BooleanField(default=False, help_text="kept apart from the study's data, and never tested")
    code = models.CharField(max_length=8, default=_code, help_text="the rater's name in tables; no part of any link")
    seed = models.PositiveIntegerField(default=_seed, help_text="decides the order of the trials")
    state = models.CharField(max_length=20, choices=State, default=State.ARRIVED)
    simulated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text="the study's version on arrival")
    consent_version = models.CharField(max_length=64, blank=True, help_text="digest of the text agreed to")
    before = models.JSONField(default=dict, help_text="answers to the form before")
    after = models.JSONField(default=dict, help_text="answers to the form after")
    device = models.JSONField(default=dict, help_text="what the device check saw")
    screened_by = models.CharField(max_length=100, blank=True, help_text="the question whose answer screened out")
    excluded_by = models.CharField(max_length=200, blank=True, help_text="the rule by which it is left out")
    kept = models.BooleanField(default=False, help_text="withdrew, but let the answers be used")
    language = models.CharField(max_length=35, blank=True, help_text="which of the study's languages the pages speak")
    arrived = models.DateTimeField(auto_now_add=True)
    consented = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    completed = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="one_code_per_rater")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended, in whatever way."""
        return self.state in (self.State.ARRIVED, self.State.CONSENTED, self.State.STARTED)


class Trial(models.Model):
    """One showing of a stimulus to one participation."""

    class Kind(models.TextChoices):
        """What it is for; only main trials, and repeats for agreement with oneself, are analysed."""

        PRACTICE = "practice"
        MAIN = "main"
        GOLD = "gold"
        INSTRUCTED = "instructed"
        REPEAT = "repeat"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="trials")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)
    asked = models.JSONField(default=list, help_text="the regions asked about; none: all that the study asks about")
    entry = models.CharField(max_length=100, blank=True, help_text="which practice or check of the study file it is")
    passed = models.BooleanField(null=True, help_text="whether a check was answered as expected")
    break_before = models.BooleanField(default=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="trials")
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

    def asked_questions(self, document: StudyDocument) -> tuple[Question, ...]:
        """Return the questions under this showing, in the language that the document speaks."""
        asked = tuple(each for each in document.questions if not self.asked or each.region.value in self.asked)
        if self.kind != self.Kind.INSTRUCTED:
            return asked
        text = document.checks[int(self.entry)].question
        return tuple(each.model_copy(update={"text": text}) for each in asked)


class Rating(models.Model):
    """One answer; `question` is the region asked about."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="ratings")
    question = models.CharField(max_length=50)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "question"], name="one_rating_per_question"),
            models.CheckConstraint(condition=models.Q(value__range=(0, 100)), name="rating_from_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.value}"
