"""The job table: what is to be done, who does it now, and how it ended."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Case, Q, When


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


MOVING = (State.QUEUED, State.RUNNING)
ENDED_BADLY = (State.FAILED, State.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    """The words in which the rest of the app speaks of jobs."""

    def moving(self) -> "JobQuerySet":
        """Keep what waits or runs."""
        return self.filter(state__in=MOVING)

    def ended_badly(self) -> "JobQuerySet":
        """Keep what may be tried again."""
        return self.filter(state__in=ENDED_BADLY)

    def running(self) -> "JobQuerySet":
        """Keep what a worker holds."""
        return self.filter(state=State.RUNNING)

    def by_interest(self) -> "JobQuerySet":
        """Order by what a person looks for: running, waiting, then the rest, newest first."""
        rank = Case(When(state=State.RUNNING, then=0), When(state=State.QUEUED, then=1), default=2)
        return self.annotate(rank=rank).order_by("rank", "-finished", "created")


class Job(models.Model):
    """One piece of work. `fence` grows whenever the job changes hands: who knows an older one may no longer write."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    queue = models.CharField(max_length=20, help_text="where workers look for it")
    title = models.CharField(max_length=200, help_text="what a person reads: render joint-1 × sentence 3")
    spec = models.JSONField(help_text="what the handler is given")
    spec_digest = models.CharField(max_length=64)
    batch = models.CharField(max_length=64, blank=True, db_index=True, help_text="jobs that were asked for together")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="how often a worker took it")
    lease_owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    progress = models.FloatField(default=0, help_text="share done, 0 to 1")
    message = models.CharField(max_length=300, blank=True, help_text="what is being done")
    output = models.JSONField(null=True, help_text="what the handler returned")
    error = models.TextField(blank=True, help_text="one sentence: what went wrong and what to do")
    created = models.DateTimeField(auto_now_add=True)
    sent = models.DateTimeField(null=True, help_text="when a message last went out")
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "spec_digest"], condition=Q(state__in=MOVING), name="once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_moving(self) -> bool:
        """Whether it waits or runs."""
        return self.state in MOVING

    @property
    def may_retry(self) -> bool:
        """Whether it can be tried again."""
        return self.state in ENDED_BADLY

    @property
    def since(self) -> datetime:
        """When it came into its present state, as nearly as is known."""
        return self.finished or (self.started if self.state == State.RUNNING else None) or self.created
