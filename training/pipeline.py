"""From an experiment to a checkpoint, as the command line and the platform's workers call it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange
from synthesis import checkpoint
from synthesis.card import Card, Scores, Speaker
from synthesis.features import FEATURE_NAMES, FRAME_RATE, feature_backend
from training import dataset
from training.corpora.corpus import Corpus, Split, load_corpus
from training.evaluation import evaluate
from training.experiment import Experiment
from training.loop import fit, torch_threads
from training.state import state_file_name

FEATURES_SHARE = 0.25
"""How much of the progress bar the features take."""


def train(
    experiment: Experiment, out: Path, *, scratch: Path | None = None, progress: ProgressCallback = no_progress
) -> Card:
    """Train a network, evaluate it on the test turns, write the checkpoint and return its card.

    Parameters
    ----------
    experiment
        What is trained on what, and how.
    out
        The checkpoint to write (`.safetensors`).
    scratch
        A folder for the state after each epoch: an interrupted training resumes when it is called again with the same
        folder.
    progress
        Called with the share done.

    Raises
    ------
    InputError
        If the corpus can't be used, or does not have the experiment's reference speaker.
    """
    corpus = load_corpus(experiment.corpus)
    split = corpus.split(experiment.seed)
    examples = _load_examples(corpus, split, subrange(progress, 0, FEATURES_SHARE))
    speakers = dataset.speaker_statistics(examples[0])
    if experiment.reference not in (None, *speakers):
        raise InputError(f"reference: the corpus has no speaker {experiment.reference!r}, only {', '.join(speakers)}")
    training, validation, test = (dataset.standardize_examples(part, speakers) for part in examples)
    with torch_threads(experiment.threads):
        network, epoch = fit(
            experiment,
            training,
            validation,
            speakers,
            state_file=scratch and scratch / _state_file_name(experiment, corpus),
            progress=subrange(progress, FEATURES_SHARE, 0.97),
        )
        progress(0.98, "evaluating on the test turns")
        scores = evaluate(network, test, training, speakers)
    card = _create_card(experiment, corpus, split, speakers, epoch=epoch, scores=scores)
    checkpoint.save(out, network, card)
    progress(1.0, "done")
    return card


def evaluate_checkpoint(path: Path, folder: Path, *, progress: ProgressCallback = no_progress) -> Scores:
    """Return the scores of a checkpoint on the test turns of its corpus.

    Parameters
    ----------
    path
        The checkpoint.
    folder
        The folder of the corpus it was trained on.
    progress
        Called with the share done.

    Raises
    ------
    InputError
        If the folder holds another corpus, whose test turns may have been trained on.
    """
    loaded = checkpoint.load(path)
    card, corpus = loaded.card, load_corpus(folder)
    split = corpus.split(card.seed)
    if (corpus.digest(), _split_digest(split)) != (card.corpus_sha256, card.split_sha256):
        raise InputError(
            f"{path} was trained on another corpus ({card.corpus}) than the one in {folder}; give that one's folder"
        )
    examples = _load_examples(corpus, split, progress)
    training, _, test = (dataset.standardize_examples(part, card.speakers) for part in examples)
    return evaluate(loaded.network, test, training, card.speakers)


def _load_examples(corpus: Corpus, split: Split, progress: ProgressCallback) -> list[Sequence[dataset.Example]]:
    """Return the examples of the training, the validation and the test turns."""
    if not all(split):
        raise InputError(f"{corpus.folder} has too few turns to train, validate and test; add turns")
    turns = [turn for part in split for turn in part]
    examples = iter(dataset.load_examples(turns, corpus.folder / "features", progress=progress))
    return [[next(examples) for _ in part] for part in split]


def _state_file_name(experiment: Experiment, corpus: Corpus) -> str:
    return state_file_name(experiment.model_dump_json(exclude={"corpus"}), corpus.digest(), feature_backend())


def _split_digest(split: Split) -> str:
    return hashlib.sha256(json.dumps([[turn.name for turn in part] for part in split]).encode()).hexdigest()


def _create_card(
    experiment: Experiment, corpus: Corpus, split: Split, speakers: dict[str, Speaker], *, epoch: int, scores: Scores
) -> Card:
    return Card(
        network=experiment.network,
        hidden=experiment.hidden,
        features=FEATURE_NAMES,
        backend=feature_backend(),
        rate=FRAME_RATE,
        speakers=speakers,
        reference=experiment.reference or next(iter(speakers)),
        corpus=corpus.name,
        corpus_kind=corpus.kind,
        corpus_sha256=corpus.digest(),
        split_sha256=_split_digest(split),
        test_turns=tuple(turn.name for turn in split.test),
        seed=experiment.seed,
        epochs=epoch,
        scores=scores,
    )
