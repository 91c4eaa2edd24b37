"""Markers to MPEG-4 FAPs at the video's rate: what markers say, what none says (inner lips, tongue, blinks, gaze).

The way and its table follow Mariooryad & Busso, IEEE TASLP 20(8), 2012: markers sit at MPEG-4 feature points, so a FAP
is a marker's displacement from the speaker's neutral face along the FAP's axis, in the speaker's own units.
Everything is a fixed function of motion, rate and seed, so that conditions of a study differ in their motion only.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from face.errors import InputError
from face.faps import FAPS, Fapu
from face.markers import displacements, faps_from_markers, lips
from face.markers.channels import MEASURED_FAPS
from face.motion import FapMotion, MarkerMotion
from synthesis.retarget import idle, tongue
from synthesis.retarget.smoothing import low_pass, resample

VIDEO_RATE: Final = 25.0

DRIVEN_FAPS: Final = np.isin(
    [fap.number for fap in FAPS], (*MEASURED_FAPS, *lips.INNER_LIP_FAPS, *tongue.TONGUE, *idle.LIDS_AND_EYES)
)
"""`(66,)`; the FAPs that retargeting sets, the same ones in every clip."""


def retarget(motion: MarkerMotion, *, rate: float = VIDEO_RATE, seed: int = 0, fapu: Fapu | None = None) -> FapMotion:
    """Return the FAPs that the markers show, and with them the markers' smoothed motion.

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
    seen = faps_from_markers(moved, motion.neutral, rate, fapu)
    values = idle.add_blinks_and_gaze(tongue.set_tongue_tip(seen.values), rate, seed)
    return replace(seen, values=values, driven=np.broadcast_to(DRIVEN_FAPS, values.shape))
