"""The synthetic corpus: speech and facial motion that were generated, never recorded from anyone.

eSpeak NG speaks sentences; rules turn its phonemes, pitch and loudness into 46 markers. Because the rules are known, so
is what a network can and can't learn here: lips and jaw follow the phonemes; brows, cheeks and the corners of the mouth
follow slow factors in the voice, one shared by all regions or (`shared=False`) an independent one of equal size for
each; 30 % of each factor's variance and all of `noise` are not in the sound. So joint learning of the regions has
something to gain with the shared factor and nothing without it. The corpus serves to test programs. It says nothing
about real faces, and no result on it may be presented as if it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from face import npz_file
from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from face.regions import MARKERS
from synthesis.features import FRAME_RATE
from synthesis.recording import SAMPLE_RATE
from training.corpora import espeak, face_model
from training.corpora.coarticulation import mouth_trajectories
from training.corpora.corpus import Corpus, Turn, save_corpus
from training.corpora.curves import fade_in_and_out, limit_expression, limit_lip_pressure, smooth_noise
from training.corpora.expression import expressive_factors
from training.corpora.phonemes import CHANNELS
from training.corpora.sentences import random_sentence

KIND: Final = "synthetic"

LEAD, TAIL = 0.2, 0.3
"""Silence before and after the speech, in seconds; the face rests there."""

MICROPHONE_NOISE: Final = 1e-4
"""Standard deviation of the background noise, at a full scale of 1; no microphone records digital silence."""

NOISE_SMOOTHNESS: Final = 0.06
"""Standard deviation of the window that smooths `noise`, in seconds."""

BROW, CHEEK, SMILE = 2.2, 1.3, 1.2
"""mm that a small factor of 1 moves brows, cheeks and the corners of the mouth."""

CHEEK_BY_WIDTH: Final = 0.35
"""mm that the cheeks rise for 1 mm of stretched lips."""


@dataclass(frozen=True)
class Speaker:
    """A voice of eSpeak NG, and a face: its size (wide, long, deep) and how far its mouth moves."""

    name: str
    voice: str
    pitch: int
    scale: tuple[float, float, float]
    mouth_range: float


SPEAKERS: Final = (
    Speaker("ada", "en-us+f2", 50, (0.95, 0.96, 0.97), 0.95),
    Speaker("ben", "en-us+m3", 45, (1.05, 1.06, 1.03), 1.05),
    Speaker("cleo", "en-gb-x-rp+f4", 55, (0.98, 0.93, 0.95), 1.1),
    Speaker("dan", "en-gb-scotland+m7", 50, (1.02, 1.08, 1.05), 0.9),
    Speaker("eva", "en-us+f5", 45, (0.93, 0.97, 0.98), 1.0),
    Speaker("finn", "en-gb-x-rp+m1", 55, (1.08, 1.02, 1.0), 0.95),
    Speaker("gwen", "en-gb-scotland+f3", 50, (0.96, 1.0, 0.96), 1.05),
    Speaker("hugo", "en-us+m5", 40, (1.04, 1.1, 1.06), 1.0),
)


@dataclass(frozen=True)
class TurnPlan:
    """One turn to be generated; `liveliness` (0 to 1) sets the range of pitch and the size of the expression."""

    name: str
    speaker: Speaker
    liveliness: float
    request: espeak.SpeechRequest


def generate_corpus(  # noqa: PLR0913 - each is one plain property of the corpus
    folder: Path,
    *,
    turns: int = 120,
    seconds: float = 3.0,
    speakers: int = 4,
    seed: int = 1,
    shared: bool = True,
    noise: float = 0.1,
    progress: ProgressCallback = no_progress,
) -> Corpus:
    """Generate a corpus in `folder`; the same arguments give the same bytes.

    Parameters
    ----------
    folder
        Created if need be; files of the same names are replaced.
    turns
        How many utterances; speakers take turns.
    seconds
        How long an utterance lasts, on average.
    speakers
        How many voices and faces, 1 to 8, women and men in turn.
    seed
        Of everything random.
    shared
        Whether one expressive factor moves all three regions; else each has one of its own.
    noise
        Standard deviation of the smooth random motion added to each marker, in mm along each axis.
    progress
        Called with the share done.

    Raises
    ------
    InputError
        If a number is out of range, the folder can't be written, or eSpeak NG is missing.
    """
    _check_options(turns=turns, seconds=seconds, speakers=speakers, noise=noise)
    plans = [plan_turn(index, seconds, SPEAKERS[index % speakers], seed) for index in range(turns)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _generate_turns(folder, plans, _TurnGenerator(seed, noise, shared=shared), progress)
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror}; choose another folder") from None


def plan_turn(index: int, seconds: float, speaker: Speaker, seed: int) -> TurnPlan:
    """Return the plan of turn number `index`; it depends on the arguments only."""
    random = np.random.default_rng([seed, index, 0])
    liveliness = float(random.uniform())
    request = espeak.SpeechRequest(
        text=random_sentence(seconds - LEAD - TAIL, random),
        voice=speaker.voice,
        speed=int(random.integers(155, 195)),
        volume=int(random.integers(70, 100)),
        pitch=int(speaker.pitch + random.integers(-6, 7)),
        range=round(25 + 65 * liveliness),
    )
    return TurnPlan(f"{KIND}_{index:04d}_{speaker.name}", speaker, liveliness, request)


@dataclass(frozen=True)
class _TurnGenerator:
    """What all turns have in common."""

    seed: int
    noise: float
    shared: bool

    def samples(self, speech: espeak.Speech, index: int) -> Float32Array:
        random = np.random.default_rng([self.seed, index, 1])
        padded = np.pad(speech.samples, (int(LEAD * SAMPLE_RATE), int(TAIL * SAMPLE_RATE)))
        return (padded + MICROPHONE_NOISE * random.standard_normal(len(padded))).astype(np.float32)

    def motion(self, plan: TurnPlan, speech: espeak.Speech, samples: Float32Array, index: int) -> MarkerMotion:
        random = np.random.default_rng([self.seed, index, 2])
        frames = -(-len(samples) * int(FRAME_RATE) // SAMPLE_RATE)
        mouth = _mouth(speech.phonemes, frames) * plan.speaker.mouth_range
        factors = expressive_factors(samples, frames, shared=self.shared, random=random)
        size = (0.6 + 0.8 * plan.liveliness) * fade_in_and_out(frames, FRAME_RATE)
        neutral = face_model.neutral_face(plan.speaker.scale)
        positions = face_model.marker_positions(_controls(mouth, factors * size[:, None]), neutral)
        noise = self.noise * smooth_noise(positions.shape, NOISE_SMOOTHNESS * FRAME_RATE, random)
        valid = np.ones((frames, len(MARKERS)), dtype=np.bool_)
        return MarkerMotion((positions + noise).astype(np.float32), valid, neutral.astype(np.float32), FRAME_RATE)


def _check_options(*, turns: int, seconds: float, speakers: int, noise: float) -> None:
    if turns < 1:
        raise InputError(f"turns must be 1 or more, not {turns}")
    if not 0.5 <= seconds <= 60:
        raise InputError(f"seconds must be from 0.5 to 60, not {seconds:g}")
    if not 1 <= speakers <= len(SPEAKERS):
        raise InputError(f"speakers must be from 1 to {len(SPEAKERS)}, not {speakers}")
    if not 0 <= noise <= 5:
        raise InputError(f"noise must be from 0 to 5 mm, not {noise:g}")


def _generate_turns(
    folder: Path, plans: Sequence[TurnPlan], generator: _TurnGenerator, progress: ProgressCallback
) -> Corpus:
    turns = []
    speeches = espeak.synthesize_speech([plan.request for plan in plans])
    for index, (plan, speech) in enumerate(zip(plans, speeches, strict=True)):
        progress(index / len(plans), f"{plan.speaker.name} speaks")
        turn = Turn(plan.name, plan.speaker.name, folder / f"{plan.name}.wav", folder / f"{plan.name}.npz")
        samples = generator.samples(speech, index)
        soundfile.write(turn.wav, samples, SAMPLE_RATE, subtype="PCM_16")
        npz_file.save(generator.motion(plan, speech, samples, index), turn.motion)
        turns.append(turn)
    corpus = Corpus(KIND, KIND, folder, tuple(turns))
    save_corpus(corpus)
    progress(1.0, "done")
    return corpus


def _mouth(phonemes: Sequence[espeak.Phoneme], frames: int) -> Float64Array:
    """Return the curves of lips and jaw, `(T, 5)`, with the speech starting after the lead."""
    delayed = [espeak.Phoneme(p.symbol, p.start + LEAD, p.end + LEAD) for p in phonemes]
    return mouth_trajectories(delayed, np.arange(frames) / FRAME_RATE, FRAME_RATE)


def _controls(mouth: Float64Array, factors: Float64Array) -> dict[str, Float64Array]:
    """Return the curve of each control of the face model."""
    controls = dict(zip(CHANNELS, mouth.T, strict=True))
    brow, cheek, smile = limit_expression(factors).T
    return controls | {
        "opening": limit_lip_pressure(controls["opening"]),
        "brow": BROW * brow,
        "cheek": CHEEK * cheek + CHEEK_BY_WIDTH * controls["width"],
        "smile": SMILE * smile,
    }
