"""What decides a stimulus's motion in `face` is as recorded for its OUTPUT_VERSION."""

from dataclasses import astuple
from pathlib import Path

import numpy as np

import face
from face import arkit, high_level_faps
from face.faps import FAPS
from face.feature_points import FEATURE_POINTS
from face.markers import displacements, faps_from_markers, fapu_from_markers
from tests.recorded_output import assert_as_recorded, fingerprint
from tests.synthesis import faces


def test_output_matches_the_recording_for_this_version():
    motion = faces.motion(faces.noise(1, frames=20))
    faps = faps_from_markers(displacements(motion), motion.neutral, motion.rate)
    presets = [*high_level_faps.VISEMES, *high_level_faps.EXPRESSIONS]
    output = {
        "fap table": [str([str(value) for value in astuple(fap)]) for fap in FAPS],
        "feature points": sorted(FEATURE_POINTS),
        "visemes and expressions": fingerprint([high_level_faps.fap_values(preset) for preset in presets]),
        "ARKit blend shapes": fingerprint(arkit.BLEND_SHAPE_FAPS),
        "FAPU of markers": list(astuple(fapu_from_markers(motion.neutral))),
        "FAPs of markers": fingerprint(np.where(faps.driven, faps.values, 0)),
    }
    assert_as_recorded(face, Path(__file__).parent / "recorded_output.json", output)
