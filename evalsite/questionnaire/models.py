"""Participations, their trials and ratings; without personal data."""

import secrets
import uuid
from typing import Self

from django.db import models

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import Question
from evalsite.studies.models import Slot, Study, StudyStimulus

LAST_PRACTICE_POSITION = 0
"""Practice trials end at this position, so earlier ones are negative; all other trials count from 1."""


def _random_media_id() -> str:
    return secrets.token_urlsafe(16)


def _random_code() -> str:
    # A letter first: a spreadsheet reads 1234e567 as a number.
    return "r" + secrets.token_hex(4)[1:]


def _random_seed() -> int:
    return secrets.randbelow(2**31)


class Participation(models.Model):
    """One person's run through a study."""

    class State(models.TextChoices):
        """How far the participant is."""

        ARRIVED = "arrived"
        CONSENTED = "consented"
        STARTED = "started"
        COMPLETED = "completed"
        SCREENED_OUT = "screened_out"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    study = models.ForeignKey(Study, models.PROTECT, related_name="participations")
    study_version = models.PositiveIntegerField(default=1, help_text="the study's version on arrival")
    pilot = models.BooleanField(default=False, help_text="part of the pilot: kept apart from the study's data")
    simulated = models.BooleanField(default=False)
    code = models.CharField(max_length=8, default=_random_code, help_text="the rater's name in tables; in no link")
    seed = models.PositiveIntegerField(default=_random_seed, help_text="decides the notes of the sound check")
    state = models.CharField(max_length=20, choices=State, default=State.ARRIVED)
    language = models.CharField(max_length=35, blank=True, help_text="language of the pages")
    consent_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the consent text")
    device = models.JSONField(default=dict, help_text="result of the device and sound check")
    before_answers = models.JSONField(default=dict, help_text="answers to the form before the videos")
    after_answers = models.JSONField(default=dict, help_text="answers to the form after the videos")
    screened_by = models.CharField(max_length=100, blank=True, help_text="the question whose answer screened out")
    excluded_by = models.CharField(max_length=200, blank=True, help_text="the exclusion rules that apply")
    answers_kept = models.BooleanField(default=False, help_text="withdrew, but let the answers be used")
    arrived_at = models.DateTimeField(auto_now_add=True)
    consented_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="one_code_per_rater")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_in_progress(self) -> bool:
        """Whether the participant has not finished, withdrawn or been screened out."""
        return self.state in (self.State.ARRIVED, self.State.CONSENTED, self.State.STARTED)


class TrialQuerySet(models.QuerySet["Trial"]):
    """Queries for a participation's trials."""

    def pending(self) -> Self:
        """Return the unanswered trials in their order."""
        return self.filter(answered_at=None).order_by("position")

    def with_stimulus(self) -> Self:
        """Load the stimulus and the slot too, without the long JSON fields of the stimulus."""
        long_fields = ("stimulus__stimulus__settings", "stimulus__stimulus__provenance")
        return self.select_related("stimulus__stimulus", "slot__lease").defer(*long_fields)


class Trial(models.Model):
    """One presentation of a stimulus to a participant."""

    class Kind(models.TextChoices):
        """The purpose of a trial; only main trials and repeats are analysed."""

        PRACTICE = "practice"
        MAIN = "main"
        GOLD = "gold"
        INSTRUCTED = "instructed"
        REPEAT = "repeat"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="trials")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)
    questions = models.JSONField(default=list, help_text="names of the questions; empty: all questions of the study")
    entry_number = models.CharField(
        max_length=100, blank=True, help_text="index of the study file's practice or check entry, counted from 0"
    )
    check_passed = models.BooleanField(null=True, help_text="whether the answers were as expected")
    break_before = models.BooleanField(default=False)
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="trials")
    stimulus = models.ForeignKey(StudyStimulus, models.PROTECT, related_name="trials")
    media_id = models.CharField(max_length=22, unique=True, default=_random_media_id)
    playback_started_at = models.DateTimeField(null=True, help_text="start of the accepted playback")
    answered_at = models.DateTimeField(null=True)
    playback = models.JSONField(null=True, help_text="the page's record of the accepted playback")
    valid = models.BooleanField(default=False, help_text="watched to the end, as checked by the server")

    objects = TrialQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participation", "position"], name="one_trial_per_position")]

    def __str__(self) -> str:
        return f"{self.participation} {self.position}"

    def questions_in(self, document: StudyDocument) -> tuple[Question, ...]:
        """Return the questions of this trial, in the language of the document."""
        questions = tuple(each for each in document.questions if not self.questions or each.name in self.questions)
        if self.kind != self.Kind.INSTRUCTED:
            return questions
        text = document.checks[int(self.entry_number)].instruction
        return tuple(each.model_copy(update={"text": text}) for each in questions)


class Rating(models.Model):
    """One answer; `question` is the name of the question."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="ratings")
    question = models.CharField(max_length=100)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "question"], name="one_rating_per_question"),
            models.CheckConstraint(condition=models.Q(value__range=(0, 100)), name="rating_from_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.value}"
