"""The kinds of work that make stimuli: how each runs in a worker, and what is recorded when it is done."""

from collections.abc import Callable

from django.utils.module_loading import import_string

from evalsite.jobs.queue import enqueue
from evalsite.jobs.registry import Handler, Output, Spec, register
from evalsite.stimuli import animation
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording, Stimulus
from face.progress import ProgressCallback

TRAINING = 36 * 3600.0
"""Seconds a training may take: a large network on a processor needs a night and a day."""


def register_all() -> None:
    """Make the kinds known to the job table."""
    register(Handler(kind="plant", queue="features", run=_in_worker("production.plant"), publish=_corpus))
    train = _in_worker("production.train")
    register(Handler(kind="train", queue="train", run=train, publish=_checkpoint, limit=TRAINING))
    register(Handler(kind="animate", queue="features", run=_in_worker("production.animate"), publish=_motion))
    register(Handler(kind="render", queue="render", run=_in_worker("pictures.render"), publish=_video))
    register(Handler(kind="import", queue="render", run=_in_worker("pictures.conform"), publish=_video))


def _in_worker(name: str) -> Callable[[Spec, ProgressCallback], Output]:
    """Return the production function of that name, imported only when it runs: the web process stays light."""

    def run(spec: Spec, progress: ProgressCallback) -> Output:
        produce: Callable[[Spec, ProgressCallback], Output] = import_string(f"evalsite.stimuli.{name}")
        return produce(spec, progress)

    return run


def _corpus(spec: Spec, output: Output) -> None:
    turns = output.pop("turns")
    corpus, _ = Corpus.objects.update_or_create(
        name=spec["name"], defaults={key: output[key] for key in ("kind", "digest", "folder")} | {"turns": len(turns)}
    )
    for turn in turns:
        Recording.objects.update_or_create(name=f"{corpus.name}/{turn.pop('name')}", defaults=turn | {"corpus": corpus})


def _checkpoint(spec: Spec, output: Output) -> None:
    checkpoint, _ = Checkpoint.objects.update_or_create(
        name=spec["name"], defaults={"digest": output["checkpoint"], "card": output["card"]}
    )
    Condition.objects.update_or_create(name=spec["name"], own=False, defaults={"checkpoint": checkpoint})


def _motion(spec: Spec, output: Output) -> None:
    for stimulus in animation.waiting(spec):
        stimulus.motion = output["motion"]
        stimulus.save(update_fields=["motion"])
        enqueue("render", {"stimulus": stimulus.pk}, title=f"render {stimulus}")


def _video(spec: Spec, output: Output) -> None:
    Stimulus.objects.filter(pk=spec["stimulus"]).update(**output)
