"""Speech from text, with the moment of every phoneme, by eSpeak NG in a process of its own."""

import base64
import json
import subprocess
import sys
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import soxr
from numpy.typing import NDArray

from face.errors import InputError
from synthesis.recording import SAMPLE_RATE

BATCH: Final = 32
"""Utterances for one process, so that long corpora need little memory."""


@dataclass(frozen=True)
class SpeechRequest:
    """What to say and how; `pitch`, `range` and `volume` are eSpeak's 0-100, `speed` is words per minute."""

    text: str
    voice: str
    speed: int = 175
    volume: int = 100
    pitch: int = 50
    range: int = 50


@dataclass(frozen=True)
class Phoneme:
    """A sound and when it is heard, in seconds; the symbol is IPA without stress marks, empty for a pause."""

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Speech:
    """One utterance: `(N,)` samples at 24 kHz, -1 to 1, and its phonemes in order."""

    samples: NDArray[np.float32]
    phonemes: tuple[Phoneme, ...]


def synthesize_speech(requests: Sequence[SpeechRequest]) -> Generator[Speech]:
    """Speak each request and yield it; the same request always sounds the same.

    Raises
    ------
    InputError
        If eSpeak NG is not installed or does not know a voice.
    """
    if find_spec("espeakng_loader") is None:
        raise InputError("eSpeak NG is missing; install it with: pip install 'facestudy[synthetic]'")
    for start in range(0, len(requests), BATCH):
        yield from map(_speech, _answers(requests[start : start + BATCH]))


def _answers(requests: Sequence[SpeechRequest]) -> list[dict[str, Any]]:
    questions = "".join(json.dumps(asdict(request)) + "\n" for request in requests)
    command = [sys.executable, "-m", "training.corpora.espeak_process"]
    done = subprocess.run(command, input=questions, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) < len(requests):
        raise InputError(f"eSpeak NG failed ({done.stderr.strip()[-200:]}); install the extra again: synthetic")
    return answers


def _speech(answer: dict[str, Any]) -> Speech:
    if "error" in answer:
        raise InputError(answer["error"])
    samples = np.frombuffer(base64.b64decode(answer["samples"]), dtype="<i2").astype(np.float32) / 2**15
    rate = answer["rate"]
    starts = [sample / rate for _, sample in answer["phonemes"]]
    ends = [*starts[1:], len(samples) / rate]
    symbols = [symbol.strip("ˈˌ") for symbol, _ in answer["phonemes"]]
    sounds = zip(symbols, starts, ends, strict=True)
    return Speech(soxr.resample(samples, rate, SAMPLE_RATE), tuple(Phoneme(*sound) for sound in sounds))
