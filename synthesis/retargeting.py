"""Markers to MPEG-4 FAPs at the video's rate, including what no marker shows: inner lips, tongue, blinks and gaze.

The method and its table follow Mariooryad & Busso, IEEE TASLP 20(8), 2012: markers sit at MPEG-4 feature points, so a
FAP is a marker's displacement from the speaker's neutral face along the FAP's axis, in the speaker's own units.
Everything is a fixed function of motion, rate and seed, so that conditions of a study differ in their motion only.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Final

import numpy as np
from scipy import signal

from face.arrays import Float32Array
from face.errors import InputError
from face.faps import FAPS, Fapu, fap_index
from face.markers import displacements, faps_from_markers
from face.markers.conversion import INNER_LIP_FAPS
from face.markers.fap_weights import MEASURED_FAPS
from face.motion import FapMotion, MarkerMotion
from synthesis.eye_motion import EYE_FAPS, add_blinks_and_gaze

VIDEO_RATE: Final = 25.0
"""Frames per second of the FAPs unless told otherwise, Hz."""

CUTOFF: Final = 12.0
"""Hz; speech moves lips and jaw slower than this, and trackers shake faster."""
FILTER_ORDER: Final = 2

TONGUE_TIP: Final = 44
"""The FAP of the tongue's tip: it rises behind teeth that are a little apart, and lies low otherwise."""
TIP_JAW: Final = 110.0
"""The jaw's opening (FAP 3) at which the tip is highest; at twice that and at none it lies at rest."""
TIP_HEIGHT: Final = 90.0
"""How high that is, in FAP units."""

DRIVEN_FAPS: Final = np.isin([fap.number for fap in FAPS], (*MEASURED_FAPS, *INNER_LIP_FAPS, TONGUE_TIP, *EYE_FAPS))
"""`(66,)`; the FAPs that retargeting sets, the same ones in every clip."""


def retarget(motion: MarkerMotion, *, rate: float = VIDEO_RATE, seed: int = 0, fapu: Fapu | None = None) -> FapMotion:
    """Return the FAPs that the markers show, together with the markers' smoothed motion.

    Parameters
    ----------
    motion
        46 markers in mm, head motion removed, with the speaker's neutral face.
    rate
        Frames per second of the result, Hz.
    seed
        Of blinks and gaze. Give one seed to all conditions of a clip.
    fapu
        The speaker's units in mm; measured on the neutral face if not given.

    Raises
    ------
    InputError
        If there is no frame, or the neutral face is none: markers on the wrong side, proportions no face has.
    """
    if not len(motion):
        raise InputError("the marker motion has no frame; give one of at least one frame")
    moved = resample(low_pass(displacements(motion), motion.rate), motion.rate, rate)
    measured = faps_from_markers(moved, motion.neutral, rate, fapu)
    values = add_blinks_and_gaze(set_tongue_tip(measured.values), rate, seed)
    return replace(measured, values=values, driven=np.broadcast_to(DRIVEN_FAPS, values.shape))


def low_pass(moved: Float32Array, rate: float) -> Float32Array:
    """Return `(T, …)` at `rate` Hz without what moves faster than 12 Hz, zero-phase (Butterworth, both ways)."""
    if rate <= 2 * CUTOFF:
        return moved
    sections = signal.butter(FILTER_ORDER, CUTOFF, fs=rate, output="sos")
    padding = min(int(rate / CUTOFF) * 3, len(moved) - 1)
    return np.asarray(signal.sosfiltfilt(sections, moved, axis=0, padlen=padding), np.float32)


def resample(moved: Float32Array, rate: float, new_rate: float) -> Float32Array:
    """Return `(T, …)` at `new_rate` Hz instead of `rate`, without aliasing; the duration stays."""
    ratio = Fraction(new_rate / rate).limit_denominator(1000)
    if ratio == 1:
        return moved
    return np.asarray(
        signal.resample_poly(moved, ratio.numerator, ratio.denominator, axis=0, padtype="edge"), np.float32
    )


def set_tongue_tip(values: Float32Array) -> Float32Array:
    """Return FAP values `(T, 66)` with the tongue tip set from the opening of the jaw."""
    result = values.copy()
    jaw = np.clip(values[:, fap_index(3)] / TIP_JAW, 0, 2)
    result[:, fap_index(TONGUE_TIP)] = TIP_HEIGHT * np.sin(np.pi * jaw / 2) ** 2
    return result
