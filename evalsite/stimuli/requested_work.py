"""What a command has requested, and the jobs that it waits for: also those that others requested before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from evalsite.jobs.models import RETRYABLE_STATES, Job, JobQuerySet, State
from evalsite.jobs.queue import spec_digest
from evalsite.stimuli.animation_requests import animation_spec
from evalsite.stimuli.models import Stimulus


@dataclass(frozen=True)
class RequestedWork:
    """Requested stimuli, or jobs that make something else."""

    stimuli: Sequence[Stimulus] = ()
    jobs: Sequence[Job] = ()

    def awaited_jobs(self, batch: str) -> JobQuerySet:
        """Return the jobs to wait for, with all jobs of this batch."""
        return jobs_for_stimuli(self.stimuli, batch) | Job.objects.filter(pk__in=[job.pk for job in self.jobs])


def jobs_for_stimuli(stimuli: Sequence[Stimulus], batch: str) -> JobQuerySet:
    """Return the batch's jobs and all unfinished jobs, now and later, that make the same stimuli."""
    is_for_stimuli = Q(spec__stimulus__in=[stimulus.pk for stimulus in stimuli])
    ended = Job.objects.filter(is_for_stimuli, state__in=(State.DONE, *RETRYABLE_STATES)).values_list("pk", flat=True)
    specs = [
        animation_spec(stimulus.recording, stimulus.condition, fps=stimulus.settings["fps"])
        for stimulus in stimuli
        if stimulus.recording and not stimulus.motion
    ]
    animations = Job.objects.active().filter(spec_digest__in=[spec_digest(spec) for spec in specs])
    shared = (is_for_stimuli & ~Q(pk__in=list(ended))) | Q(pk__in=[job.pk for job in animations])
    return Job.objects.filter(Q(batch=batch) | shared)


def remaining_job_counts(stimuli: Sequence[Stimulus]) -> Mapping[str, int]:
    """Return how many jobs each unfinished video still needs: animation and rendering, or rendering only."""
    return {
        str(stimulus): 1 if stimulus.motion or stimulus.imported_video else 2
        for stimulus in stimuli
        if not stimulus.is_ready
    }
