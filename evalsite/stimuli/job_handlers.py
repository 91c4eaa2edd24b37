"""The kinds of job that make stimuli: what a worker runs, and what is written when a job ends."""

from collections.abc import Callable
from typing import Final

from django.utils.module_loading import import_string

from evalsite.jobs.queue import enqueue
from evalsite.jobs.registry import Handler, Output, Spec, register
from evalsite.stimuli.animation_requests import stimuli_awaiting_motion
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording, Stimulus
from face.progress import ProgressCallback

MAX_TRAINING_SECONDS: Final = 36 * 3600.0
"""Training a large network on a CPU can take more than a day."""


def register_handlers() -> None:
    """Register a handler for each kind of job of this app."""
    corpus = _run_in_worker("synthesis_tasks.make_synthetic_corpus")
    register(Handler(kind="synthetic_corpus", queue="features", run=corpus, publish=_publish_corpus))
    train = _run_in_worker("synthesis_tasks.train_network")
    register(
        Handler(kind="train", queue="train", run=train, publish=_publish_checkpoint, time_limit=MAX_TRAINING_SECONDS)
    )
    animate = _run_in_worker("synthesis_tasks.animate_recording")
    register(Handler(kind="animate", queue="features", run=animate, publish=_publish_motion))
    render = _run_in_worker("render_tasks.render_stimulus")
    register(Handler(kind="render", queue="render", run=render, publish=_publish_video))
    normalize = _run_in_worker("render_tasks.normalize_video")
    register(Handler(kind="import", queue="render", run=normalize, publish=_publish_video))


def _run_in_worker(name: str) -> Callable[[Spec, ProgressCallback], Output]:
    """Return a function that imports the task only when it runs, so that the web process stays light."""

    def run(spec: Spec, progress: ProgressCallback) -> Output:
        task: Callable[[Spec, ProgressCallback], Output] = import_string(f"evalsite.stimuli.{name}")
        return task(spec, progress)

    return run


def _publish_corpus(spec: Spec, output: Output) -> None:
    turns = output.pop("turns")
    corpus, _ = Corpus.objects.update_or_create(
        name=spec["name"], defaults={key: output[key] for key in ("kind", "digest", "folder")} | {"turns": len(turns)}
    )
    for turn in turns:
        Recording.objects.update_or_create(name=f"{corpus.name}/{turn.pop('name')}", defaults=turn | {"corpus": corpus})


def _publish_checkpoint(spec: Spec, output: Output) -> None:
    checkpoint, _ = Checkpoint.objects.update_or_create(
        name=spec["name"], defaults={"digest": output["checkpoint"], "card": output["card"]}
    )
    Condition.objects.update_or_create(name=spec["name"], imported=False, defaults={"checkpoint": checkpoint})


def _publish_motion(spec: Spec, output: Output) -> None:
    for stimulus in stimuli_awaiting_motion(spec):
        stimulus.motion = output["motion"]
        stimulus.save(update_fields=["motion"])
        enqueue("render", {"stimulus": stimulus.pk}, title=f"render {stimulus}")


def _publish_video(spec: Spec, output: Output) -> None:
    Stimulus.objects.filter(pk=spec["stimulus"]).update(**output)
