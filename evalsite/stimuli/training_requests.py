"""Request synthetic corpora and trained networks."""

from pathlib import Path
from typing import Any

from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue, spec_digest
from evalsite.jobs.registry import Spec
from evalsite.stimuli import catalog, corpus_transfer
from evalsite.stimuli.identifiers import validate_slug
from evalsite.stimuli.models import Checkpoint, Corpus
from face.errors import InputError
from training.corpora.corpus import INDEX_FILE
from training.experiment import Experiment


def request_synthetic_corpus(name: str, options: dict[str, Any], *, batch: str = "") -> Job:
    """Enqueue the generation of a synthetic corpus; the options are those of `training.corpora.synthetic`."""
    spec = {"name": validate_slug(Corpus, name), "options": options}
    return enqueue("synthetic_corpus", spec, title=f"generate corpus {name}", batch=batch)


def request_training(experiment: Experiment, *, name: str, batch: str = "", retrain: bool = False) -> Job:
    """Enqueue the training of an experiment and return its job.

    If the same experiment was trained before, return that finished job, unless `retrain` is set.

    Raises
    ------
    InputError
        If the name can't be a checkpoint's, or the corpus is neither in its folder nor in the store.
    """
    if validate_slug(Checkpoint, name) == catalog.ORIGINAL:
        raise InputError(f"{name} is the name of the measured motion; choose another name for the checkpoint")
    corpus = experiment.corpus.resolve()
    spec = {
        "name": name,
        "experiment": experiment.model_copy(update={"corpus": corpus}).model_dump(mode="json"),
        "corpus": _pack(corpus),
    }
    finished = None if retrain else _find_finished_training(spec)
    return finished or enqueue("train", spec, title=f"train {name}", batch=batch)


def _pack(corpus: Path) -> str:
    # A corpus that a worker made on another machine has no folder here; it is found by its name.
    is_here = (corpus / INDEX_FILE).is_file()
    packed = corpus_transfer.pack_corpus(corpus) if is_here else corpus_transfer.find_packed_corpus(corpus.name)
    if not packed:
        raise InputError(f"{corpus} is not a corpus; make one with `manage.py enqueue corpus`")
    return packed


def _find_finished_training(spec: Spec) -> Job | None:
    """Return the job that trained the same experiment, if the checkpoint of that name is still its result."""
    digest = Checkpoint.objects.filter(name=spec["name"]).values_list("digest", flat=True).first()
    if not digest:
        return None
    jobs = Job.objects.filter(kind="train", spec_digest=spec_digest(spec), state=State.DONE)
    return jobs.filter(output__checkpoint=digest).first()
