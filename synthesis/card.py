"""The card of a checkpoint: network, training data, speakers and scores. Read without torch."""

import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field, PositiveInt, model_validator

from face.arrays import Float32Array
from face.documents import Document, validate_document
from face.errors import InputError
from face.faps import Fapu
from face.regions import MARKERS, REGION_MARKERS, Region
from synthesis.networks import FEATURE_COUNT, NetworkName

VERSION: Final = "1"
"""The version of speech-to-motion: raised when the same inputs give other motion."""

COORDINATES_PER_FRAME: Final = 3 * len(MARKERS)

FeatureVector = Annotated[list[float], Field(min_length=FEATURE_COUNT, max_length=FEATURE_COUNT)]
Coordinates = Annotated[list[float], Field(min_length=COORDINATES_PER_FRAME, max_length=COORDINATES_PER_FRAME)]


class Speaker(Document):
    """One speaker's neutral face (mm), its FAP units (mm), and means and standard deviations of the training turns."""

    neutral: Coordinates
    fapu: Fapu
    input_mean: FeatureVector
    input_deviation: FeatureVector
    output_mean: Coordinates
    output_deviation: Coordinates

    def neutral_face(self) -> Float32Array:
        """Return the neutral markers, `(46, 3)` mm."""
        return np.array(self.neutral, np.float32).reshape(-1, 3)

    def standardize_features(self, features: Float32Array) -> Float32Array:
        """Standardize features `(T, 44)` by this speaker's training turns."""
        return standardize(features, self.input_mean, self.input_deviation)

    def standardize_positions(self, positions: Float32Array) -> Float32Array:
        """Standardize positions `(T, 46, 3)` mm by this speaker's training turns."""
        return standardize(positions.reshape(len(positions), -1), self.output_mean, self.output_deviation).reshape(
            positions.shape
        )

    def restore_positions(self, standardized: Float32Array) -> Float32Array:
        """Return positions in mm, `(T, 46, 3)`, for standardized ones: the inverse of `standardize_positions`."""
        mean, deviation = np.array(self.output_mean, np.float32), np.array(self.output_deviation, np.float32)
        return (standardized.reshape(len(standardized), -1) * deviation + mean).reshape(standardized.shape)


def standardize(values: Float32Array, mean: ArrayLike, deviation: ArrayLike) -> Float32Array:
    """Return `values` `(T, N)` less the mean `(N,)`, in units of the standard deviation `(N,)`."""
    return ((values - np.asarray(mean, np.float32)) / np.asarray(deviation, np.float32)).astype(np.float32)


class Score(Document):
    """How close predicted motion is to the measured one in one region, over all test frames together.

    `ccc`: concordance correlation, mean over the region's coordinates; `mse`: of standardized coordinates;
    `mm`: mean distance between predicted and measured marker.
    """

    ccc: float
    mse: float
    mm: float


RegionScores = dict[Region, Score]


class Scores(Document):
    """The network's scores, and those of trivial predictions on the same test turns."""

    turns: int
    frames: int
    network: RegionScores
    mean_trajectory: RegionScores
    shuffled_audio: RegionScores


class Card(Document):
    """What is known about a checkpoint; stored as JSON in the header of the weights.

    `test_turns` names the turns of the corpus that were not used in training: a study may show those.
    """

    version: Literal["1"] = VERSION
    network: NetworkName
    hidden: PositiveInt
    regions: dict[Region, tuple[str, ...]] = Field(default_factory=lambda: dict(REGION_MARKERS))
    features: tuple[str, ...]
    backend: str
    rate: float
    speakers: dict[str, Speaker]
    reference: str
    corpus: str
    corpus_kind: str
    corpus_sha256: str
    split_sha256: str
    test_turns: tuple[str, ...]
    seed: int
    epochs: int
    scores: Scores

    @model_validator(mode="after")
    def _reference_is_known(self) -> Self:
        self.speaker()
        return self

    def speaker(self, name: str | None = None) -> Speaker:
        """Return a speaker of the corpus; the reference speaker if no name is given."""
        key = self.reference if name is None else name
        if key not in self.speakers:
            raise InputError(f"the checkpoint knows no speaker {key!r}; choose one of {', '.join(self.speakers)}")
        return self.speakers[key]


def read_card(path: Path) -> Card:
    """Read a checkpoint's card without its weights.

    Raises
    ------
    InputError
        If the file is missing, is no checkpoint, or was written by an incompatible version.
    """
    header = _read_header(path)
    try:
        card = json.loads(header["__metadata__"]["card"])
    except (KeyError, TypeError, ValueError, RecursionError):
        card = None
    if not isinstance(card, dict):
        raise InputError(f"{path} holds weights but no card; it was not written by training")
    return validate_document(card, Card, source=str(path))


def _read_header(path: Path) -> dict[str, Any]:
    """Return a safetensors file's header: eight bytes of length, then JSON."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if length <= path.stat().st_size else None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise InputError(f"{path} is not a checkpoint (.safetensors)")
    return header
