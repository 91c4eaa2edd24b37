"""A study and the stimuli it shows."""

from django.db import models

from evalsite.stimuli.models import Stimulus
from evalsite.studies import document
from evalsite.studies.document import StudyDocument


class Study(models.Model):
    """A frozen document with a state. What participants see comes from the document alone."""

    class State(models.TextChoices):
        """Where a study is on its way."""

        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    source = models.TextField(help_text="the study file as it was written")
    document = models.JSONField(help_text="the study file as it was understood, every default filled in")
    digest = models.CharField(max_length=64, blank=True, help_text="of document and videos, fixed at opening")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created = models.DateTimeField(auto_now_add=True)
    opened = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.slug

    @property
    def is_open(self) -> bool:
        """Whether participants may take part."""
        return self.state == self.State.OPEN

    def read(self) -> StudyDocument:
        """Return the document."""
        return document.restore(self.document)


class StudyStimulus(models.Model):
    """A stimulus under the names that the study gives its condition and its clip."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="stimuli")
    condition = models.CharField(max_length=100)
    clip = models.CharField(max_length=100)
    stimulus = models.ForeignKey(Stimulus, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "study stimuli"
        constraints = [models.UniqueConstraint(fields=["study", "condition", "clip"], name="one_stimulus_per_cell")]

    def __str__(self) -> str:
        return f"{self.condition} × {self.clip}"
