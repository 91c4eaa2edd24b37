"""The job table: what is to be done, which process does it, and how it ended."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Case, Q, When


class State(models.TextChoices):
    """The state of a job."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


ACTIVE_STATES = (State.QUEUED, State.RUNNING)
RETRYABLE_STATES = (State.FAILED, State.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    """Queries on jobs."""

    def active(self) -> "JobQuerySet":
        """Return jobs that are waiting or running."""
        return self.filter(state__in=ACTIVE_STATES)

    def retryable(self) -> "JobQuerySet":
        """Return jobs that failed or were cancelled."""
        return self.filter(state__in=RETRYABLE_STATES)

    def running(self) -> "JobQuerySet":
        """Return jobs that a worker holds."""
        return self.filter(state=State.RUNNING)

    def in_display_order(self) -> "JobQuerySet":
        """Order jobs for display: running, then waiting, then the others with the newest first."""
        rank = Case(When(state=State.RUNNING, then=0), When(state=State.QUEUED, then=1), default=2)
        return self.annotate(rank=rank).order_by("rank", "-finished", "created")


class Job(models.Model):
    """One piece of work. `fence` grows whenever the job changes hands: an earlier holder may no longer write."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    queue = models.CharField(max_length=20, help_text="the queue of the workers that run it")
    title = models.CharField(max_length=200, help_text="shown to people, e.g. render joint-1 × sentence 3")
    spec = models.JSONField(help_text="the handler's input")
    spec_digest = models.CharField(max_length=64)
    batch = models.CharField(max_length=64, blank=True, db_index=True, help_text="jobs that were enqueued together")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="how many times a worker has claimed it")
    lease_owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    progress = models.FloatField(default=0, help_text="share done, 0 to 1")
    message = models.CharField(max_length=300, blank=True, help_text="the current step")
    output = models.JSONField(null=True, help_text="what the handler returned")
    error = models.TextField(blank=True, help_text="one sentence: what went wrong and what to do")
    created = models.DateTimeField(auto_now_add=True)
    sent = models.DateTimeField(null=True, help_text="when its message was last sent")
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "spec_digest"], condition=Q(state__in=ACTIVE_STATES), name="unique_active_job"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        """Whether the job is waiting or running."""
        return self.state in ACTIVE_STATES

    @property
    def is_retryable(self) -> bool:
        """Whether the job can be retried."""
        return self.state in RETRYABLE_STATES

    @property
    def state_changed(self) -> datetime:
        """When the job entered its current state, as far as is known."""
        return self.finished or (self.started if self.state == State.RUNNING else None) or self.created
