"""The synthetic corpus: speech and facial motion that were made, never recorded from anyone.

eSpeak NG says sentences; rules turn its phonemes, pitch and loudness into 46 markers. Because the rules are known, so
is what a network can and can't learn here: lips and jaw follow the phonemes; brows, cheeks and the corners of the mouth
follow slow factors in the voice, one shared by all regions or (`shared=False`) an independent one of equal size for
each; 30 % of each factor's variance and all of `noise` are not in the sound. So joint learning of the regions has
something to gain with the shared factor and nothing without it. That tests programs. It says nothing about faces, and
no result on it may be sold as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from face import npz_file
from face.errors import InputError
from face.motion import MarkerMotion
from face.progress import ProgressCallback, no_progress
from face.regions import MARKERS
from synthesis.features import FRAME_RATE
from synthesis.recording import SAMPLE_RATE
from training.corpora import coarticulation, corpus, espeak, expression, face_model
from training.corpora.corpus import Corpus, Turn
from training.corpora.curves import smooth_noise
from training.corpora.phonemes import CHANNELS
from training.corpora.sentences import random_sentence

KIND: Final = "synthetic"

LEAD, TAIL = 0.2, 0.3
"""Silence before and after the speech, in seconds; the face rests there."""

ROOM: Final = 1e-4
"""Standard deviation of the room's noise, of a full scale of 1; a digital silence is no microphone's."""

JITTER: Final = 0.06
"""Standard deviation of the window that smooths `noise`, in seconds."""

BROW, CHEEK, SMILE = 2.2, 1.3, 1.2
"""mm that a small factor of 1 moves brows, cheeks and the corners of the mouth."""

CHEEK_BY_WIDTH: Final = 0.35
"""mm that the cheeks rise for 1 mm of stretched lips."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Speaker:
    """A voice of eSpeak NG, and a face: its size (wide, long, deep) and how far its mouth moves."""

    name: str
    voice: str
    pitch: int
    scale: tuple[float, float, float]
    reach: float


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
    """One turn to be made; `liveliness` (0 to 1) is heard as range of pitch, and seen as size of expression."""

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
    """Make a corpus in `folder`; the same arguments give the same bytes.

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
        Of all that is random.
    shared
        Whether one expressive factor moves all three regions; else each has one of its own.
    noise
        Standard deviation of the smooth motion of each marker that has no cause, in mm along each axis.
    progress
        Told of the progress.

    Raises
    ------
    InputError
        If a number is out of range, the folder can't be written, or eSpeak NG is missing.
    """
    _check(turns=turns, seconds=seconds, speakers=speakers, noise=noise)
    plans = [plan_turn(index, seconds, SPEAKERS[index % speakers], seed) for index in range(turns)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _make(folder, plans, _Maker(seed, noise, shared=shared), progress)
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror}; choose another folder") from None


def plan_turn(index: int, seconds: float, speaker: Speaker, seed: int) -> TurnPlan:
    """Return what turn number `index` will be; it depends on nothing else."""
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
class _Maker:
    """What all turns have in common."""

    seed: int
    noise: float
    shared: bool

    def samples(self, speech: espeak.Speech, index: int) -> NDArray[np.float32]:
        random = np.random.default_rng([self.seed, index, 1])
        quiet = np.pad(speech.samples, (int(LEAD * SAMPLE_RATE), int(TAIL * SAMPLE_RATE)))
        return (quiet + ROOM * random.standard_normal(len(quiet))).astype(np.float32)

    def motion(self, plan: TurnPlan, speech: espeak.Speech, samples: NDArray[np.float32], index: int) -> MarkerMotion:
        random = np.random.default_rng([self.seed, index, 2])
        frames = -(-len(samples) * int(FRAME_RATE) // SAMPLE_RATE)
        mouth = _mouth(speech.phonemes, frames) * plan.speaker.reach
        factors = expression.expressive_factors(samples, frames, shared=self.shared, random=random)
        size = (0.6 + 0.8 * plan.liveliness) * _awake(frames)
        rest = face_model.neutral_face(plan.speaker.scale)
        positions = face_model.marker_positions(_controls(mouth, factors * size[:, None]), rest)
        wander = self.noise * smooth_noise(positions.shape, JITTER * FRAME_RATE, random)
        valid = np.ones((frames, len(MARKERS)), dtype=np.bool_)
        return MarkerMotion((positions + wander).astype(np.float32), valid, rest.astype(np.float32), FRAME_RATE)


def _check(*, turns: int, seconds: float, speakers: int, noise: float) -> None:
    if turns < 1:
        raise InputError(f"turns must be 1 or more, not {turns}")
    if not 0.5 <= seconds <= 60:
        raise InputError(f"seconds must be from 0.5 to 60, not {seconds:g}")
    if not 1 <= speakers <= len(SPEAKERS):
        raise InputError(f"speakers must be from 1 to {len(SPEAKERS)}, not {speakers}")
    if not 0 <= noise <= 5:
        raise InputError(f"noise must be from 0 to 5 mm, not {noise:g}")


def _make(folder: Path, plans: Sequence[TurnPlan], maker: _Maker, progress: ProgressCallback) -> Corpus:
    turns = []
    for index, speech in enumerate(espeak.synthesize_speech([plan.request for plan in plans])):
        plan = plans[index]
        progress(index / len(plans), f"{plan.speaker.name} speaks")
        turn = Turn(plan.name, plan.speaker.name, folder / f"{plan.name}.wav", folder / f"{plan.name}.npz")
        samples = maker.samples(speech, index)
        soundfile.write(turn.wav, samples, SAMPLE_RATE, subtype="PCM_16")
        npz_file.save(maker.motion(plan, speech, samples, index), turn.motion)
        turns.append(turn)
    made = Corpus(KIND, KIND, folder, tuple(turns))
    corpus.save_corpus(made)
    progress(1.0, "done")
    return made


def _mouth(phonemes: Sequence[espeak.Phoneme], frames: int) -> Floats:
    late = [espeak.Phoneme(p.symbol, p.start + LEAD, p.end + LEAD) for p in phonemes]
    return coarticulation.mouth_trajectories(late, np.arange(frames) / FRAME_RATE, FRAME_RATE)


def _controls(mouth: Floats, factors: Floats) -> dict[str, Floats]:
    controls = dict(zip(CHANNELS, mouth.T, strict=True))
    brow, cheek, smile = _felt(factors).T
    return controls | {
        "opening": _pressed(controls["opening"]),
        "brow": BROW * brow,
        "cheek": CHEEK * cheek + CHEEK_BY_WIDTH * controls["width"],
        "smile": SMILE * smile,
    }


def _felt(factors: Floats) -> Floats:
    """Return how far factors move a face: as they are when small, and never beyond -1.2 and 2.3."""
    return np.asarray(1.75 * (np.tanh((factors - 0.5) / 1.6) + np.tanh(0.5 / 1.6)))


def _pressed(opening: Floats) -> Floats:
    """Return the lips' distance: aims below 0 press closed lips together, by at most 1 mm."""
    return np.asarray(np.logaddexp(0, (opening + 1) / 0.7) * 0.7 - 1)


def _awake(frames: int) -> Floats:
    """Return 0 to 1: the face rests where the recording begins and ends."""
    times = np.arange(frames) / FRAME_RATE
    edge = np.minimum(times / (2 * LEAD), (times[-1] - times) / (2 * TAIL))
    return np.asarray(np.sin(np.pi / 2 * np.clip(edge, 0, 1)) ** 2)
