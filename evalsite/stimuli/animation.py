"""A clip is animated once for each condition and frame rate, however many videos are rendered from its motion."""

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue, spec_digest
from evalsite.jobs.registry import Spec
from evalsite.stimuli.models import Condition, Recording, Stimulus
from evalsite.stimuli.versions import room_version


def spec_of(recording: Recording, condition: Condition, *, fps: int) -> Spec:
    """Return all that decides the motion: the same spec is the same work."""
    rooms = {room: room_version(room) for room in ("face", "synthesis")}
    mover = condition.checkpoint.digest if condition.checkpoint else recording.motion
    return {"recording": recording.pk, "condition": condition.pk, "mover": mover, "fps": fps, "rooms": rooms}


def request(recording: Recording, condition: Condition, *, fps: int, batch: str = "") -> str:
    """Return the digest of the motion; empty if it is still to be made, and then have the worker make it.

    To be called in the transaction that writes the stimulus: `waiting` finds it when the motion is there.
    """
    spec = spec_of(recording, condition, fps=fps)
    if motion := motion_of(spec):
        return motion
    job = enqueue("animate", spec, title=f"animate {condition.name} × {recording.name}", batch=batch)
    # Whoever closes this job just now waits until our stimulus is written, or we see that it is closed.
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.may_retry:  # It failed in this very moment.
        return request(recording, condition, fps=fps, batch=batch)
    return str(job.output["motion"]) if job.state == State.DONE and job.output else ""


def motion_of(spec: Spec) -> str:
    """Return the digest of the motion if it was made before and is still there; else nothing."""
    done = Job.objects.filter(kind="animate", spec_digest=spec_digest(spec), state=State.DONE).order_by("-finished")
    found = (str(job.output["motion"]) for job in done if job.output)
    return next((motion for motion in found if store.has(motion)), "")


def waiting(spec: Spec) -> list[Stimulus]:
    """Return the stimuli that wait for this motion."""
    rows = Stimulus.objects.filter(recording=spec["recording"], condition=spec["condition"], motion="", film=None)
    return [each for each in rows.select_related("recording", "condition") if each.settings["fps"] == spec["fps"]]
