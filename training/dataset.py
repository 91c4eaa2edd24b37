"""A corpus as arrays: features aligned with motion, standardized by speaker, padded into batches."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from face import npz_file
from face.arrays import BoolArray, Float32Array
from face.errors import InputError
from face.markers import fapu_from_markers
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from synthesis import recording
from synthesis.card import Speaker
from synthesis.features import Features, extract_features, feature_backend
from training.corpora.corpus import Turn

MIN_DEVIATION = 1e-3
"""The smallest standard deviation divided by (features in their units, markers in mm), for what never moves."""

MAX_DURATION_DIFFERENCE = 0.1
"""How much the durations of sound and motion may differ, s."""


@dataclass(frozen=True, eq=False)
class Example:
    """One turn as aligned arrays at 120 Hz.

    Attributes
    ----------
    turn
        Where it comes from.
    inputs
        Features `(T, 44)`.
    targets
        Positions `(T, 46, 3)`, mm or standardized.
    valid
        `(T, 46)`; False where a marker was lost.
    neutral
        `(46, 3)` mm.
    """

    turn: Turn
    inputs: Float32Array
    targets: Float32Array
    valid: BoolArray
    neutral: Float32Array


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences of one training step.

    Attributes
    ----------
    inputs
        `(B, T, 44)`, padded to the longest sequence.
    lengths
        `(B,)`, in frames.
    real
        `(B, T)`; False where a frame is padding.
    targets, valid
        `(N, 46, 3)` and `(N, 46)`, for the N real frames only.
    """

    inputs: Tensor
    lengths: Tensor
    real: Tensor
    targets: Tensor
    valid: Tensor


def load_examples(turns: Sequence[Turn], cache: Path, *, progress: ProgressCallback = no_progress) -> list[Example]:
    """Read turns; features are computed once and cached in a folder.

    Parameters
    ----------
    turns
        The turns of a corpus.
    cache
        The folder for the features; it is created if need be.
    progress
        Called with the share done.

    Raises
    ------
    InputError
        If a file can't be used, or sound and motion differ in duration.
    """
    cache.mkdir(parents=True, exist_ok=True)
    examples = []
    for index, turn in enumerate(turns):
        progress(index / len(turns), f"features of {turn.name}")
        examples.append(
            _create_example(turn, _cached_features(turn.wav, cache), npz_file.load(MarkerMotion, turn.motion))
        )
    return examples


def speaker_statistics(examples: Iterable[Example]) -> dict[str, Speaker]:
    """Return each speaker's neutral face and units, and means and standard deviations over these (training) turns."""
    by_speaker: dict[str, list[Example]] = {}
    for example in examples:
        by_speaker.setdefault(example.turn.speaker, []).append(example)
    return {name: _statistics(own) for name, own in sorted(by_speaker.items())}


def standardize_examples(examples: Iterable[Example], speakers: dict[str, Speaker]) -> list[Example]:
    """Return the examples with features and positions standardized by speaker; lost markers become 0."""
    return [_standardize(example, speakers) for example in examples]


def split_long_examples(examples: Iterable[Example], frames: int) -> list[Example]:
    """Return the examples with those longer than `frames` split into equal parts."""
    return [part for example in examples for part in _split(example, -(-len(example.inputs) // frames))]


def shuffled_batches(examples: Sequence[Example], size: int, generator: torch.Generator) -> Iterator[Batch]:
    """Yield all examples once, `size` at a time: sequences of similar length together, the batches in random order."""
    order = torch.randperm(len(examples), generator=generator).tolist()
    by_length = sorted(order, key=lambda index: len(examples[index].inputs))
    batches = [by_length[start : start + size] for start in range(0, len(by_length), size)]
    for batch in torch.randperm(len(batches), generator=generator).tolist():
        yield _create_batch([examples[index] for index in batches[batch]])


def _cached_features(wav: Path, cache: Path) -> Features:
    try:
        key = hashlib.sha256(wav.read_bytes() + feature_backend().encode()).hexdigest()
    except OSError as error:
        raise InputError(f"{wav} can't be read: {error.strerror}") from None
    cached = cache / f"{key[:32]}.npz"
    if not cached.exists():
        _require_whole(wav)
        npz_file.save(extract_features(wav), cached)
    return npz_file.load(Features, cached)


def _require_whole(wav: Path) -> None:
    """Raise InputError if a recording ends before its header says: its motion would be trained on without sound."""
    for finding in recording.decode(wav).findings:
        if finding.kind == "truncated":
            raise InputError(f"{wav} can't be trained on: {finding.sentence}; copy the recording again")


def _create_example(turn: Turn, features: Features, motion: MarkerMotion) -> Example:
    if motion.rate != features.rate:
        raise InputError(f"{turn.motion} has {motion.rate:g} Hz; markers at {features.rate:g} Hz are expected")
    if abs(len(motion) - len(features)) > MAX_DURATION_DIFFERENCE * features.rate:
        raise InputError(
            f"{turn.name}: the sound has {len(features)} frames, the motion {len(motion)}; trim both to one duration"
        )
    frames = min(len(features), len(motion))
    valid = motion.valid[:frames]
    targets = np.where(valid[:, :, None], motion.positions[:frames], motion.neutral).astype(np.float32)
    return Example(turn, features.values[:frames], targets, valid, motion.neutral)


def _statistics(examples: list[Example]) -> Speaker:
    inputs = np.concatenate([example.inputs for example in examples]).astype(np.float64)
    targets = np.concatenate([example.targets for example in examples]).reshape(len(inputs), -1).astype(np.float64)
    valid = np.concatenate([example.valid for example in examples]).repeat(3, axis=1)
    count = np.maximum(valid.sum(axis=0), 1)
    mean = np.where(valid, targets, 0).sum(axis=0) / count
    deviation = np.sqrt(np.where(valid, (targets - mean) ** 2, 0).sum(axis=0) / count)
    return Speaker(
        neutral=_as_list(examples[0].neutral),
        fapu=fapu_from_markers(examples[0].neutral),
        input_mean=_as_list(inputs.mean(axis=0)),
        input_deviation=_as_list(np.maximum(inputs.std(axis=0), MIN_DEVIATION)),
        output_mean=_as_list(mean),
        output_deviation=_as_list(np.maximum(deviation, MIN_DEVIATION)),
    )


def _as_list(values: NDArray[np.floating]) -> list[float]:
    return [float(value) for value in np.asarray(values, np.float32).ravel()]


def _standardize(example: Example, speakers: dict[str, Speaker]) -> Example:
    if example.turn.speaker not in speakers:
        raise InputError(f"speaker {example.turn.speaker} of {example.turn.name} has no training turns; add turns")
    speaker = speakers[example.turn.speaker]
    targets = np.where(example.valid[:, :, None], speaker.standardize_positions(example.targets), 0).astype(np.float32)
    return Example(example.turn, speaker.standardize_features(example.inputs), targets, example.valid, example.neutral)


def _split(example: Example, count: int) -> Iterator[Example]:
    arrays = (example.inputs, example.targets, example.valid)
    for inputs, targets, valid in zip(*(np.array_split(array, count) for array in arrays), strict=True):
        yield Example(example.turn, inputs, targets, valid, example.neutral)


def _create_batch(examples: list[Example]) -> Batch:
    lengths = torch.tensor([len(example.inputs) for example in examples])
    return Batch(
        inputs=pad_sequence([torch.tensor(example.inputs) for example in examples], batch_first=True),
        lengths=lengths,
        real=torch.arange(int(lengths.max())) < lengths[:, None],
        targets=torch.tensor(np.concatenate([example.targets for example in examples])),
        valid=torch.tensor(np.concatenate([example.valid for example in examples])),
    )
