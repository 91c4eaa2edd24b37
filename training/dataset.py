"""A corpus as numbers: features beside motion, standardised speaker by speaker, padded into batches."""

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
from face.errors import InputError
from face.markers import fapu_from_markers
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from synthesis.card import Speaker
from synthesis.features import Features, extract_features, feature_backend
from training.corpora.corpus import Turn

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

SMALLEST = 1e-3
"""The least deviation divided by (features in their units, markers in mm): what never moves teaches nothing."""

TOLERANCE = 0.1
"""How much longer sound may be than motion, or motion than sound, s."""


@dataclass(frozen=True, eq=False)
class Example:
    """One turn: features `(T, 44)`, positions `(T, 46, 3)`, valid `(T, 46)`, one frame for one frame at 120 Hz."""

    turn: Turn
    inputs: Floats
    targets: Floats
    valid: Flags
    neutral: Floats


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences side by side: inputs `(B, T, 44)` padded, real `(B, T)`; the others for the N real frames only."""

    inputs: Tensor
    lengths: Tensor
    real: Tensor
    targets: Tensor
    valid: Tensor


def load_examples(turns: Sequence[Turn], cache: Path, *, progress: ProgressCallback = no_progress) -> list[Example]:
    """Read turns; features are computed once and kept in the folder `cache`.

    Raises
    ------
    InputError
        If a file can't be used, or sound and motion do not last equally long.
    """
    cache.mkdir(parents=True, exist_ok=True)
    examples = []
    for done, turn in enumerate(turns):
        progress(done / len(turns), f"features of {turn.name}")
        examples.append(_example(turn, _features(turn.wav, cache), npz_file.load(MarkerMotion, turn.motion)))
    return examples


def speaker_statistics(examples: Iterable[Example]) -> dict[str, Speaker]:
    """Return each speaker's neutral face and units, and the means and deviations over these (training) turns."""
    by_name: dict[str, list[Example]] = {}
    for example in examples:
        by_name.setdefault(example.turn.speaker, []).append(example)
    return {name: _speaker(own) for name, own in sorted(by_name.items())}


def standardize_examples(examples: Iterable[Example], speakers: dict[str, Speaker]) -> list[Example]:
    """Return the examples with features and positions normalised by their speakers; lost markers become 0."""
    return [_standardised(example, speakers) for example in examples]


def split_long_examples(examples: Iterable[Example], frames: int) -> list[Example]:
    """Return the examples with those longer than `frames` cut into equal parts."""
    return [part for example in examples for part in _parts(example, -(-len(example.inputs) // frames))]


def shuffled_batches(examples: Sequence[Example], size: int, generator: torch.Generator) -> Iterator[Batch]:
    """Yield all examples once, `size` at a time, sequences of like length together, the batches in random order."""
    order = torch.randperm(len(examples), generator=generator).tolist()
    alike = sorted(order, key=lambda place: len(examples[place].inputs))
    together = [alike[start : start + size] for start in range(0, len(alike), size)]
    for place in torch.randperm(len(together), generator=generator).tolist():
        yield _batch([examples[index] for index in together[place]])


def _features(wav: Path, cache: Path) -> Features:
    try:
        key = hashlib.sha256(wav.read_bytes() + feature_backend().encode()).hexdigest()
    except OSError as error:
        raise InputError(f"{wav} can't be read: {error.strerror}") from None
    kept = cache / f"{key[:32]}.npz"
    if not kept.exists():
        npz_file.save(extract_features(wav), kept)
    return npz_file.load(Features, kept)


def _example(turn: Turn, features: Features, motion: MarkerMotion) -> Example:
    if motion.rate != features.rate:
        raise InputError(f"{turn.motion} has {motion.rate:g} Hz; markers at {features.rate:g} Hz are expected")
    if abs(len(motion) - len(features)) > TOLERANCE * features.rate:
        raise InputError(
            f"{turn.name}: the sound has {len(features)} frames, the motion {len(motion)}; cut both to the same stretch"
        )
    frames = min(len(features), len(motion))
    valid = motion.valid[:frames]
    targets = np.where(valid[:, :, None], motion.positions[:frames], motion.neutral).astype(np.float32)
    return Example(turn, features.values[:frames], targets, valid, motion.neutral)


def _speaker(examples: list[Example]) -> Speaker:
    inputs = np.concatenate([example.inputs for example in examples]).astype(np.float64)
    targets = np.concatenate([example.targets for example in examples]).reshape(len(inputs), -1).astype(np.float64)
    valid = np.concatenate([example.valid for example in examples]).repeat(3, axis=1)
    count = np.maximum(valid.sum(axis=0), 1)
    mean = np.where(valid, targets, 0).sum(axis=0) / count
    deviation = np.sqrt(np.where(valid, (targets - mean) ** 2, 0).sum(axis=0) / count)
    return Speaker(
        neutral=_numbers(examples[0].neutral),
        fapu=fapu_from_markers(examples[0].neutral),
        input_mean=_numbers(inputs.mean(axis=0)),
        input_deviation=_numbers(np.maximum(inputs.std(axis=0), SMALLEST)),
        output_mean=_numbers(mean),
        output_deviation=_numbers(np.maximum(deviation, SMALLEST)),
    )


def _numbers(values: NDArray[np.floating]) -> list[float]:
    return [float(value) for value in np.asarray(values, np.float32).ravel()]


def _standardised(example: Example, speakers: dict[str, Speaker]) -> Example:
    if example.turn.speaker not in speakers:
        raise InputError(f"speaker {example.turn.speaker} of {example.turn.name} has no training turn; add turns")
    speaker = speakers[example.turn.speaker]
    targets = np.where(example.valid[:, :, None], speaker.standardise(example.targets), 0).astype(np.float32)
    return Example(example.turn, speaker.hear(example.inputs), targets, example.valid, example.neutral)


def _parts(example: Example, count: int) -> Iterator[Example]:
    arrays = (example.inputs, example.targets, example.valid)
    for inputs, targets, valid in zip(*(np.array_split(array, count) for array in arrays), strict=True):
        yield Example(example.turn, inputs, targets, valid, example.neutral)


def _batch(examples: list[Example]) -> Batch:
    lengths = torch.tensor([len(example.inputs) for example in examples])
    return Batch(
        inputs=pad_sequence([torch.tensor(example.inputs) for example in examples], batch_first=True),
        lengths=lengths,
        real=torch.arange(int(lengths.max())) < lengths[:, None],
        targets=torch.tensor(np.concatenate([example.targets for example in examples])),
        valid=torch.tensor(np.concatenate([example.valid for example in examples])),
    )
