"""A study, its versions and stimuli, and the slots that its participants hold."""

from typing import Any

from django.db import models

from evalsite.stimuli.models import Stimulus
from evalsite.studies.document.document import StudyDocument, load_document


class Study(models.Model):
    """A study: its document, frozen at opening, and its state. All that participants see comes from the document."""

    class State(models.TextChoices):
        """The stage of a study."""

        DRAFT = "draft"
        PILOT = "pilot"
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    source = models.TextField(help_text="the study file as it was written")
    document = models.JSONField(help_text="the study file as it was understood, every default filled in")
    findings = models.JSONField(default=dict, help_text="a StoredFindings: what was found in its videos")
    digest = models.CharField(max_length=64, blank=True, help_text="of document and videos, fixed at opening")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, help_text="of the document; texts may change while it is open")
    created = models.DateTimeField(auto_now_add=True)
    opened = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        """Whether participants may take part in the study itself."""
        return self.state == self.State.OPEN

    @property
    def is_live(self) -> bool:
        """Whether new participants are admitted, to the study or its pilot."""
        return self.state in (self.State.PILOT, self.State.OPEN)

    @property
    def in_pilot(self) -> bool:
        """Whether new answers belong to the pilot."""
        return self.state == self.State.PILOT

    def read_document(self) -> StudyDocument:
        """Return the study document."""
        return load_document(self.document)


class StudyVersion(models.Model):
    """A version of a study's document."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True, help_text="why it was changed")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.study} {self.number}"


class Preregistration(models.Model):
    """A pre-registration as it was sealed, before the study opened; it is never changed."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="preregistrations")
    document = models.TextField(help_text="the text with its seal, in Markdown")
    text_sha256 = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(
        max_length=64, help_text="of the text without payment and what had been collected: not sealed twice"
    )
    sealed = models.DateTimeField()

    class Meta:
        ordering = ("-sealed", "-pk")

    def __str__(self) -> str:
        return f"{self.study} {self.sealed:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new text; raise TypeError if it was saved before."""
        if not self._state.adding:
            raise TypeError("a sealed pre-registration is never changed; seal a new one")
        super().save(*args, **kwargs)


class StudyStimulus(models.Model):
    """A stimulus of the study, with the study's names of condition and clip."""

    class Purpose(models.TextChoices):
        """The purpose of its clip; only rated clips are allocated and analysed."""

        RATED = "rated"
        PRACTICE = "practice"
        CHECKS = "checks"

    study = models.ForeignKey(Study, models.CASCADE, related_name="stimuli")
    condition = models.CharField(max_length=100)
    clip = models.CharField(max_length=100)
    stimulus = models.ForeignKey(Stimulus, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.RATED)

    class Meta:
        verbose_name_plural = "study stimuli"
        constraints = [models.UniqueConstraint(fields=["study", "condition", "clip"], name="one_stimulus_per_cell")]

    def __str__(self) -> str:
        return f"{self.condition} × {self.clip}"


class AllocationLock(models.Model):
    """The row that is locked while a study's slots are allocated; the pilot has its own."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="allocation_locks")
    pilot = models.BooleanField(default=False)
    arrivals = models.PositiveIntegerField(default=0, help_text="participations that were given slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "pilot"], name="one_allocation_lock_per_study")]

    def __str__(self) -> str:
        return f"{self.study}{' (pilot)' if self.pilot else ''}"


class SlotLease(models.Model):
    """How long a participation keeps its slots; `expires` is empty once they are kept for good."""

    lock = models.ForeignKey(AllocationLock, models.CASCADE, related_name="leases")
    participation_id = models.UUIDField(unique=True, help_text="the participation that holds the slots")
    arrival = models.PositiveIntegerField(help_text="counts from 1; with the study's seed it decides the order")
    expires = models.DateTimeField(null=True, help_text="by the database's clock")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lock", "arrival"], name="one_slot_lease_per_arrival")]

    def __str__(self) -> str:
        return f"{self.lock} {self.arrival}"


class Slot(models.Model):
    """A place for one rating of a slot key, and its position in the participation that holds it.

    A slot key is condition × clip, and × question where a trial asks one question.
    """

    class State(models.TextChoices):
        """Whether the slot is leased, and whether it is filled with a rating."""

        FREE = "free"
        LEASED = "leased"
        FILLED = "filled"

    lock = models.ForeignKey(AllocationLock, models.CASCADE, related_name="slots")
    stimulus = models.ForeignKey(StudyStimulus, models.CASCADE, related_name="slots")
    question = models.CharField(max_length=100, blank=True, help_text="empty: all questions are asked at once")
    number = models.PositiveIntegerField(help_text="counts from 1 within the slot key")
    state = models.CharField(max_length=10, choices=State, default=State.FREE)
    lease = models.ForeignKey(SlotLease, models.PROTECT, null=True, related_name="slots")
    position = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lock", "stimulus", "question", "number"], name="one_slot_per_number"),
            models.UniqueConstraint(fields=["lease", "stimulus", "question"], name="one_slot_per_lease_and_key"),
            models.UniqueConstraint(fields=["lease", "position"], name="one_slot_per_lease_and_position"),
            models.CheckConstraint(
                condition=models.Q(state="free", lease=None) | models.Q(lease__isnull=False),
                name="only_free_slots_have_no_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stimulus} {self.question} {self.number}"
