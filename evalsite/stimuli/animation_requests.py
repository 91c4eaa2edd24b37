"""Request motion for a recording. One motion serves all videos of the same condition and frame rate."""

import face
import synthesis
from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue, spec_digest
from evalsite.jobs.registry import Spec
from evalsite.stimuli.models import Condition, Recording, Stimulus


def motion_source(recording: Recording, condition: Condition) -> str:
    """Return the digest of the checkpoint that predicts the motion, or of the measured motion."""
    return condition.checkpoint.digest if condition.checkpoint else recording.motion


def animation_spec(recording: Recording, condition: Condition, *, fps: int) -> Spec:
    """Return everything that determines the motion: equal specs give equal motion."""
    return {
        "recording": recording.pk,
        "condition": condition.pk,
        "motion_source": motion_source(recording, condition),
        "fps": fps,
        "output_versions": {"face": face.OUTPUT_VERSION, "synthesis": synthesis.OUTPUT_VERSION},
    }


def request_animation(recording: Recording, condition: Condition, *, fps: int, batch: str = "") -> str:
    """Return the digest of the motion if it exists; otherwise enqueue its job and return an empty string.

    Call it in the transaction that writes the stimulus, so that `stimuli_awaiting_motion` finds the stimulus when the
    job ends.
    """
    spec = animation_spec(recording, condition, fps=fps)
    if motion := find_motion(spec):
        return motion
    job = enqueue("animate", spec, title=f"animate {condition.name} × {recording.name}", batch=batch)
    # With the row locked, either the job ends after our stimulus is committed, or we see that it has ended.
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_retryable:  # It failed just now.
        return request_animation(recording, condition, fps=fps, batch=batch)
    return str(job.output["motion"]) if job.state == State.DONE and job.output else ""


def find_motion(spec: Spec) -> str:
    """Return the digest of a motion made before that is still in the store, or an empty string."""
    finished = Job.objects.filter(kind="animate", spec_digest=spec_digest(spec), state=State.DONE).order_by("-finished")
    motions = (str(job.output["motion"]) for job in finished if job.output)
    return next((motion for motion in motions if store.contains(motion)), "")


def stimuli_awaiting_motion(spec: Spec) -> list[Stimulus]:
    """Return the stimuli that wait for this motion."""
    stimuli = Stimulus.objects.filter(
        recording=spec["recording"], condition=spec["condition"], motion="", imported_video=None
    ).select_related("recording", "condition")
    return [stimulus for stimulus in stimuli if stimulus.settings["fps"] == spec["fps"]]
