"""F0, loudness and 17 voice and spectral descriptors by openSMILE.

openSMILE belongs to audEERING; its licence allows research and other non-commercial use only. It is installed by the
user as a package of its own.
"""

from functools import cache
from typing import Final

import numpy as np
import opensmile
from numpy.typing import NDArray

from synthesis.features import smile_config
from synthesis.features.record import SMILE_NAMES
from synthesis.recording import SAMPLE_RATE

HALF_LONG: Final = SAMPLE_RATE * 30 // 1000
"""Half a long window (60 ms: F0, jitter, shimmer, harmonics), in samples."""

LAG: Final = 2
"""Frames by which the 25 ms windows start later than the 60 ms ones to share a centre (17.5 ms = 2.1 frames)."""

SHORT: Final = frozenset(
    name for name in SMILE_NAMES if name.endswith("sma3") or "frequency" in name or "bandwidth" in name
)
"""The descriptors of the short window: spectrum and formants."""


def opensmile_descriptors(samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Return openSMILE's 19 descriptors, each window centred on its frame within 1 ms.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many to return.

    Returns
    -------
    `(frames, 19)`; 0 where a descriptor of voiced speech finds none. Frames after openSMILE's last repeat it.
    """
    # openSMILE counts a window from its start: half a long window of silence in front centres the long ones.
    padded = np.pad(samples, HALF_LONG)
    table = _smile().process_signal(_in_range(padded), SAMPLE_RATE)
    columns = [_shifted(table[name].to_numpy(), LAG if name in SHORT else 0, frames) for name in SMILE_NAMES]
    return np.column_stack(columns).astype(np.float32)


def _in_range(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    # openSMILE takes 16-bit integers and lets louder samples wrap around.
    return np.clip(samples, -1, 1 - 2**-15)


def _shifted(column: NDArray[np.float32], lag: int, frames: int) -> NDArray[np.float32]:
    values = column[lag : lag + frames]
    return np.pad(values, (0, frames - len(values)), mode="edge")


@cache
def _smile() -> opensmile.Smile:
    return opensmile.Smile(feature_set=str(smile_config.config_path()), feature_level="lld")
