"""Anchors between the feature points of the lips."""

import numpy as np
import pytest

from face.faps import FAPS
from renderer.avatar.mouth.lip_seam import ANCHORS, LOWER_STARTS


def test_an_anchors_fap_shares_add_up_to_1_and_end_at_its_second_point():
    feature_points = {fap.number: fap.feature_point for fap in FAPS}
    for anchor in ANCHORS:
        assert sum(share for _, share in anchor.fap_shares) == pytest.approx(1)
        assert feature_points[anchor.fap_shares[1][0]] == anchor.end


def test_anchors_lie_at_their_positions_between_their_points(woman):
    for anchor in ANCHORS:
        start, end = (woman.neutral[woman.feature_points[name], 0] for name in (anchor.start, anchor.end))
        x = woman.neutral[woman.rig.anchors[anchor.name], 0]
        assert x == pytest.approx(start + anchor.position * (end - start), abs=1.6)


def test_upper_and_lower_anchors_touch_at_rest_and_are_distinct_vertices(woman):
    anchors = woman.rig.anchors
    assert len(set(anchors.values()) | set(woman.feature_points.values())) == len(anchors) + len(woman.feature_points)
    for lower in (name for name in anchors if name.startswith(LOWER_STARTS)):
        upper = lower.replace("2.8", "2.6").replace("2.9", "2.7")
        assert np.linalg.norm(woman.neutral[anchors[lower]] - woman.neutral[anchors[upper]]) < 2.5
