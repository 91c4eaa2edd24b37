"""Anchors between the feature points of the lips."""

import numpy as np
import pytest

from face.faps import FAPS
from renderer.avatar.mouth.lip_seam import ANCHORS, LOWER_STARTS
from renderer.avatar_registry import load_avatar


@pytest.fixture(scope="module")
def woman():
    return load_avatar()


def test_every_anchor_shares_out_one_whole_demand():
    numbers = {fap.number: fap.feature_point for fap in FAPS}
    for anchor in ANCHORS:
        assert sum(share for _, share in anchor.follows) == pytest.approx(1)
        assert numbers[anchor.follows[1][0]] == anchor.end


def test_anchors_lie_where_their_names_say(woman):
    for anchor in ANCHORS:
        x = [woman.neutral[woman.feature_points[name], 0] for name in (anchor.start, anchor.end)]
        found = woman.neutral[woman.rig.anchors[anchor.name]]
        assert found[0] == pytest.approx(x[0] + anchor.place * (x[1] - x[0]), abs=1.6)


def test_upper_and_lower_anchors_touch_at_rest_and_are_different_places(woman):
    places = woman.rig.anchors
    assert len(set(places.values()) | set(woman.feature_points.values())) == len(places) + len(woman.feature_points)
    for lower in (name for name in places if name.startswith(LOWER_STARTS)):
        upper = lower.replace("2.8", "2.6").replace("2.9", "2.7")
        assert np.linalg.norm(woman.neutral[places[lower]] - woman.neutral[places[upper]]) < 2.5
