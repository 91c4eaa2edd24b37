"""Request stimuli: find the existing video for the same inputs, or enqueue its jobs; and find the jobs to wait for."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

import face
import renderer
import synthesis
from evalsite.jobs.models import RETRYABLE_STATES, Job, JobQuerySet, State
from evalsite.jobs.queue import enqueue, spec_digest
from evalsite.stimuli.animation_requests import animation_spec, motion_source, request_animation
from evalsite.stimuli.imports import video_measurement
from evalsite.stimuli.models import Condition, ImportedVideo, Recording, Stimulus
from face.errors import InputError
from renderer.normalize.filters import conversion_steps


def request_stimulus(
    recording: Recording,
    condition: Condition,
    settings: dict[str, Any],
    *,
    motion: str = "",
    min_seconds: float = 0.0,
    batch: str = "",
) -> Stimulus:
    """Return the stimulus for these inputs; enqueue its jobs unless it exists or is being made.

    `motion` is the digest of a FapMotion made elsewhere; `min_seconds` the shortest length of the video.

    Raises
    ------
    InputError
        If the condition shows the measured motion and the recording has none.
    """
    check_has_motion(recording, condition)
    inputs = {
        "sound": recording.sound,
        "motion": motion or motion_source(recording, condition),
        "condition": condition.name,
        "settings": settings,
        "min_seconds": min_seconds,
    }
    versions = {"face": face.OUTPUT_VERSION, "synthesis": synthesis.OUTPUT_VERSION, "renderer": renderer.OUTPUT_VERSION}
    fields = {
        "recording": recording,
        "condition": condition,
        "settings": settings,
        "motion": motion,
        "min_seconds": min_seconds,
    }
    return _get_or_request(stimulus_key(inputs, versions), fields, kind="render", batch=batch)


def check_has_motion(recording: Recording, condition: Condition) -> None:
    """Raise InputError if the condition shows the measured motion and the recording has none."""
    if condition.is_original and not recording.motion:
        raise InputError(
            f"recording {recording.name} has no measured motion, so condition {condition.name} can't show it; "
            "choose a recording of a corpus or leave the condition out"
        )


def request_motion_stimulus(
    motion: str, condition: Condition, clip: str, settings: dict[str, Any], *, batch: str = ""
) -> Stimulus:
    """Return the stimulus for a motion without sound; enqueue its job unless it exists or is being made."""
    inputs = {"motion": motion, "condition": condition.name, "clip": clip, "settings": settings}
    versions = {"face": face.OUTPUT_VERSION, "renderer": renderer.OUTPUT_VERSION}
    fields = {"motion": motion, "condition": condition, "clip": clip, "settings": settings}
    return _get_or_request(stimulus_key(inputs, versions), fields, kind="render", batch=batch)


def request_imported_stimulus(
    imported_video: ImportedVideo,
    condition: Condition,
    clip: str,
    settings: dict[str, Any],
    *,
    min_seconds: float,
    batch: str = "",
) -> Stimulus:
    """Return the normalized stimulus of an imported video; enqueue its job unless it exists or is being made."""
    inputs = {
        "imported_video": imported_video.digest,
        "condition": condition.name,
        "clip": clip,
        "settings": settings,
        "min_seconds": min_seconds,
    }
    versions = {"renderer": renderer.OUTPUT_VERSION}
    fields = inputs | {"imported_video": imported_video, "condition": condition}
    # Plain videos keep the keys that they had before others were converted.
    conversions = conversion_steps(video_measurement(imported_video))
    key_inputs = inputs | ({"conversions": conversions} if conversions else {})
    return _get_or_request(stimulus_key(key_inputs, versions), fields, kind="import", batch=batch)


def stimulus_key(inputs: dict[str, Any], versions: dict[str, int]) -> str:
    """Return the digest of everything a video is made from, with the output versions of the packages that make it."""
    content = inputs | {"output_versions": versions}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def _get_or_request(key: str, fields: dict[str, Any], *, kind: str, batch: str) -> Stimulus:
    stimulus, _ = Stimulus.objects.get_or_create(key=key, defaults=fields)
    if not stimulus.is_ready and _ensure_motion(stimulus, batch):
        enqueue(kind, {"stimulus": stimulus.pk}, title=f"{kind} {stimulus}", batch=batch)
    return stimulus


def _ensure_motion(stimulus: Stimulus, batch: str) -> bool:
    """Request the motion if it is missing; return whether the stimulus has all the motion it needs."""
    if stimulus.motion or stimulus.recording is None:
        return True
    stimulus.motion = request_animation(
        stimulus.recording, stimulus.condition, fps=stimulus.settings["fps"], batch=batch
    )
    stimulus.save(update_fields=["motion"])
    return bool(stimulus.motion)


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
