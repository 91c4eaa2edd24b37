"""The features of one recording, and the names of their 44 columns."""

from dataclasses import dataclass
from typing import Final

from face.arrays import Float32Array, readonly_array, require_finite
from face.errors import InputError

FRAME_RATE: Final = 120.0
"""Feature frames per second, Hz."""

SMILE_NAMES: Final = (
    "F0semitoneFrom27.5Hz_sma3nz",
    "Loudness_sma3",
    "alphaRatio_sma3",
    "hammarbergIndex_sma3",
    "slope0-500_sma3",
    "slope500-1500_sma3",
    "spectralFlux_sma3",
    "jitterLocal_sma3nz",
    "shimmerLocaldB_sma3nz",
    "HNRdBACF_sma3nz",
    "logRelF0-H1-H2_sma3nz",
    "logRelF0-H1-A3_sma3nz",
    "F1frequency_sma3nz",
    "F1bandwidth_sma3nz",
    "F1amplitudeLogRelF0_sma3nz",
    "F2frequency_sma3nz",
    "F2amplitudeLogRelF0_sma3nz",
    "F3frequency_sma3nz",
    "F3amplitudeLogRelF0_sma3nz",
)
"""F0, loudness and the 17 other low-level descriptors of eGeMAPSv01b that are no MFCCs (Eyben et al. 2016)."""

MFCC_NAMES: Final = tuple(f"mfcc{index}" for index in range(25))

FEATURE_NAMES: Final = SMILE_NAMES + MFCC_NAMES
"""The 44 columns: F0, loudness, 17 descriptors, 25 MFCCs; the talk's parameter counts allow no more."""


@dataclass(frozen=True, eq=False)
class Features:
    """The features of a recording; frame `i` is centred on `i / rate` seconds.

    Attributes
    ----------
    values
        `(T, 44)`, in each column's own unit; `T` is 120 times the duration, rounded up.
    names
        The 44 columns' names.
    backend
        The programs that computed them, with versions.
    rate
        120 Hz.

    Raises
    ------
    InputError
        If a shape, a name or a number is wrong.
    """

    values: Float32Array
    names: tuple[str, ...]
    backend: str
    rate: float = FRAME_RATE

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", readonly_array(self.values, "features", (None, len(FEATURE_NAMES))))
        object.__setattr__(self, "names", tuple(str(name) for name in self.names))
        require_finite(self.values, "features")
        if self.names != FEATURE_NAMES or self.rate != FRAME_RATE:
            raise InputError("the features are not the 44 known ones at 120 Hz; extract them again")

    def __len__(self) -> int:
        return len(self.values)
