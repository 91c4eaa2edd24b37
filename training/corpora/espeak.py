"""Text to speech with the times of all phonemes, by eSpeak NG in a separate process."""

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

from face.arrays import Float32Array
from face.errors import InputError
from synthesis.recording import SAMPLE_RATE

BATCH_SIZE: Final = 32
"""Utterances per process, so that long corpora need little memory."""


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
    """A sound with its start and end in seconds; the symbol is IPA without stress marks, empty for a pause."""

    symbol: str
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Speech:
    """One utterance: `(N,)` samples at 24 kHz, -1 to 1, and its phonemes in order."""

    samples: Float32Array
    phonemes: tuple[Phoneme, ...]


def synthesize_speech(requests: Sequence[SpeechRequest]) -> Generator[Speech]:
    """Yield the speech of each request; the same request always gives the same samples.

    Raises
    ------
    InputError
        If eSpeak NG is not installed or does not know a voice.
    """
    if find_spec("espeakng_loader") is None:
        raise InputError("eSpeak NG is missing; install it with: pip install 'facestudy[synthetic]'")
    for start in range(0, len(requests), BATCH_SIZE):
        yield from map(_parse_response, _send_requests(requests[start : start + BATCH_SIZE]))


def _send_requests(requests: Sequence[SpeechRequest]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(asdict(request)) + "\n" for request in requests)
    command = [sys.executable, "-m", "training.corpora.espeak_process"]
    result = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    responses = [json.loads(line) for line in result.stdout.splitlines()]
    if len(responses) < len(requests):
        raise InputError(f"eSpeak NG failed ({result.stderr.strip()[-200:]}); install the extra again: synthetic")
    return responses


def _parse_response(response: dict[str, Any]) -> Speech:
    if "error" in response:
        raise InputError(response["error"])
    samples = np.frombuffer(base64.b64decode(response["samples"]), dtype="<i2").astype(np.float32) / 2**15
    rate = response["rate"]
    starts = [sample / rate for _, sample in response["phonemes"]]
    ends = [*starts[1:], len(samples) / rate]
    symbols = [symbol.strip("ˈˌ") for symbol, _ in response["phonemes"]]
    sounds = zip(symbols, starts, ends, strict=True)
    return Speech(soxr.resample(samples, rate, SAMPLE_RATE), tuple(Phoneme(*sound) for sound in sounds))
