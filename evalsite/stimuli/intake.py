"""What comes in from outside: somebody's wav becomes a recording, an experiment file becomes a training job."""

from pathlib import Path
from typing import Any

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue, spec_digest
from evalsite.stimuli import catalog, names, shipping
from evalsite.stimuli.models import Checkpoint, Recording
from face.errors import InputError
from renderer.probe import decoded
from training.experiment import Experiment, load_experiment


def recording(wav: Path) -> Recording:
    """Keep a copy of a sound file and return its recording; the same bytes are kept once.

    Raises
    ------
    InputError
        If the file can't be read as speech.
    """
    from synthesis.recording import duration  # noqa: PLC0415 - reads sound; the web process never gets here

    return _kept(wav, duration(wav))


def sound(path: Path) -> Recording:
    """Keep a copy of any sound file and return its recording: for motion made elsewhere, so without our own features.

    Raises
    ------
    InputError
        If the file can't be decoded to its end.
    """
    return _kept(path, decoded(path, "audio").seconds)


def _kept(path: Path, seconds: float) -> Recording:
    digest = store.keep_copy(path)
    known = Recording.objects.filter(sound=digest, corpus=None).first()
    return known or Recording.objects.create(name=_free_name(path.stem, digest), sound=digest, seconds=seconds)


def _free_name(stem: str, digest: str) -> str:
    return f"{stem}-{digest[:8]}" if Recording.objects.filter(name=stem).exists() else stem


def train(path: Path, *, name: str, batch: str = "", again: bool = False) -> Job:
    """Have the worker train the experiment in a file; InputError names what is wrong with it.

    The job that made the checkpoint is returned if the same was trained before, unless it shall be trained `again`.
    """
    return train_experiment(load_experiment(path), name=name, batch=batch, again=again)


def train_experiment(experiment: Experiment, *, name: str, batch: str = "", again: bool = False) -> Job:
    """Have the worker train an experiment, as `train` does; its corpus travels along."""
    if names.slug(Checkpoint, name) == catalog.ORIGINAL:
        raise InputError(f"{name} is what measured motion is called; give the checkpoint another name")
    corpus = experiment.corpus.resolve()
    there = (corpus / "corpus.json").is_file()
    # Made by a worker on another machine, a corpus is known by its name alone.
    packed = shipping.pack(corpus) if there else shipping.packed_before(corpus.name)
    if not packed:
        raise InputError(f"{corpus} is no corpus; make one with `manage.py enqueue corpus`")
    content = experiment.model_copy(update={"corpus": corpus}).model_dump(mode="json")
    spec = {"name": name, "experiment": content, "corpus": packed}
    before = None if again else _trained(spec)
    return before or enqueue("train", spec, title=f"train {name}", batch=batch)


def _trained(spec: dict[str, Any]) -> Job | None:
    """Return the job that trained the same, if its checkpoint is still the one of that name."""
    made = Checkpoint.objects.filter(name=spec["name"]).values_list("digest", flat=True).first()
    same = Job.objects.filter(kind="train", spec_digest=spec_digest(spec), state=State.DONE)
    return same.filter(output__checkpoint=made).first() if made else None
