"""From an experiment to a checkpoint: what the command line and the site's worker call."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange
from synthesis import checkpoint
from synthesis.card import Card, Scores, Speaker
from synthesis.features import FEATURE_NAMES, FRAME_RATE, feature_backend
from training import dataset, resume
from training.corpora import corpus as corpora
from training.corpora.corpus import Corpus, Turn
from training.evaluation import evaluate
from training.experiment import Experiment
from training.loop import fit, torch_threads

Parts = tuple[Sequence[Turn], Sequence[Turn], Sequence[Turn]]

FEATURES_SHARE = 0.25
"""Of the whole work, for the progress bar."""


def train(
    experiment: Experiment, out: Path, *, scratch: Path | None = None, progress: ProgressCallback = no_progress
) -> Card:
    """Train, evaluate on the test turns, write the checkpoint to `out` and return its card.

    What was interrupted goes on after its last finished epoch when it is called again with the same folder `scratch`.

    Raises
    ------
    InputError
        If the corpus can't be used, or has no speaker of the name that the experiment declares as reference.
    """
    corpus = corpora.load_corpus(experiment.corpus)
    parts = corpus.split(experiment.seed)
    read = _examples(corpus, parts, subrange(progress, 0, FEATURES_SHARE))
    speakers = dataset.speaker_statistics(read[0])
    if experiment.reference not in (None, *speakers):
        raise InputError(f"reference: the corpus has no speaker {experiment.reference!r}, only {', '.join(speakers)}")
    training, validation, test = (dataset.standardize_examples(part, speakers) for part in read)
    state = scratch and scratch / _state_name(experiment, corpus)
    with torch_threads(experiment.threads):
        network, epoch = fit(
            experiment, training, validation, speakers, state=state, progress=subrange(progress, FEATURES_SHARE, 0.97)
        )
        progress(0.98, "evaluating on the test turns")
        scores = evaluate(network, test, training, speakers)
    card = _card(experiment, corpus, parts, speakers, epoch=epoch, scores=scores)
    checkpoint.save(out, network, card)
    progress(1.0, "done")
    return card


def evaluate_checkpoint(path: Path, folder: Path, *, progress: ProgressCallback = no_progress) -> Scores:
    """Return the scores of a checkpoint on the test turns of its corpus, computed anew.

    Raises
    ------
    InputError
        If the folder holds another corpus than the one it was trained on: other turns may have been trained on.
    """
    loaded = checkpoint.load(path)
    card, corpus = loaded.card, corpora.load_corpus(folder)
    parts = corpus.split(card.seed)
    if (corpus.digest(), _split_digest(parts)) != (card.corpus_sha256, card.split_sha256):
        raise InputError(
            f"{path} was trained on another corpus ({card.corpus}) than the one in {folder}; name that one"
        )
    read = _examples(corpus, parts, progress)
    training, _, test = (dataset.standardize_examples(part, card.speakers) for part in read)
    return evaluate(loaded.network, test, training, card.speakers)


def _examples(corpus: Corpus, parts: Parts, progress: ProgressCallback) -> list[list[dataset.Example]]:
    if not all(parts):
        raise InputError(f"{corpus.folder} has too few turns to train, validate and test; add turns")
    turns = [turn for part in parts for turn in part]
    examples = iter(dataset.load_examples(turns, corpus.folder / "features", progress=progress))
    return [[next(examples) for _ in part] for part in parts]


def _state_name(experiment: Experiment, corpus: Corpus) -> str:
    return resume.state_file_name(experiment.model_dump_json(exclude={"corpus"}), corpus.digest(), feature_backend())


def _split_digest(parts: Parts) -> str:
    return hashlib.sha256(json.dumps([[turn.name for turn in part] for part in parts]).encode()).hexdigest()


def _card(
    experiment: Experiment, corpus: Corpus, parts: Parts, speakers: dict[str, Speaker], *, epoch: int, scores: Scores
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
        split_sha256=_split_digest(parts),
        test_turns=tuple(turn.name for turn in parts[2]),
        seed=experiment.seed,
        epochs=epoch,
        scores=scores,
    )
