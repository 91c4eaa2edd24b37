"""Examples whose motion follows from the features by a known rule, and a corpus of tones: both small."""

from pathlib import Path

import numpy as np
import soundfile

from face import npz_file
from tests.synthesis import faces
from training.corpora import corpus as corpora
from training.corpora.corpus import Corpus, Turn
from training.dataset import Example, speaker_statistics, standardize_examples

RATE = 24_000


def examples(count: int, frames: int = 60, seed: int = 0) -> list[Example]:
    """Turns in which each coordinate is a fixed mix of three features."""
    random, mix = np.random.default_rng(seed), np.random.default_rng(99).normal(0, 1, (44, 138))
    mix[3:] = 0
    return [_example(f"turn{index}", random.normal(0, 1, (frames, 44)), mix) for index in range(count)]


def _example(name: str, inputs: np.ndarray, mix: np.ndarray) -> Example:
    turn = Turn(name, "ann", Path("none.wav"), Path("none.npz"))
    targets = faces.neutral() + (inputs @ mix).reshape(-1, 46, 3)
    valid = np.ones((len(inputs), 46), np.bool_)
    return Example(turn, inputs.astype(np.float32), targets.astype(np.float32), valid, faces.neutral())


def standardized_examples(count: int, **options):
    """Standardized examples and their speakers."""
    result = examples(count, **options)
    speakers = speaker_statistics(result)
    return standardize_examples(result, speakers), speakers


def tone_corpus(folder: Path, turns: int = 6, seconds: float = 0.6) -> Corpus:
    """Tones with markers that move as loud as they are, in `folder`."""
    tones = tuple(_turn(folder, index, seconds) for index in range(turns))
    result = Corpus("tones", "tones", folder, tones)
    corpora.save_corpus(result)
    return result


def _turn(folder: Path, index: int, seconds: float) -> Turn:
    times = np.arange(round(seconds * RATE)) / RATE
    loud = 0.5 + 0.4 * np.sin(times * (9 + index))
    turn = Turn(f"tone{index}", "ann", folder / f"tone{index}.wav", folder / f"tone{index}.npz")
    hiss = np.random.default_rng(index).normal(0, 0.01, times.shape)
    soundfile.write(turn.wav, loud * np.sin(times * 2 * np.pi * 150) * 0.5 + hiss, RATE)
    moved = faces.noise(index, frames=round(seconds * 120), size=0.1) + loud[::200, None, None]
    npz_file.save(faces.motion(moved.astype(np.float32)), turn.motion)
    return turn
