"""The table of feature points says what the standard says."""

from collections import Counter

import numpy as np
import pytest

from face.errors import InputError
from face.faps import FAPS, fap_index
from face.feature_points import FAPU_POINTS, FEATURE_POINTS, MOVED_BY_FAPS, fapu_from_points

FACE = {
    "3.1": (30, 5, 0), "3.2": (-30, 5, 0), "3.3": (30, -5, 0), "3.4": (-30, -5, 0), "3.5": (30, 0, 2),
    "3.6": (-30, 0, 2),
    "9.15": (0, -40, 10), "2.2": (0, -60, 8), "8.3": (24, -60, 0), "8.4": (-24, -60, 0),
}  # fmt: skip


def test_there_are_84_points_in_ten_groups():
    counts = Counter(point.group for point in FEATURE_POINTS.values())
    assert counts == {2: 14, 3: 14, 4: 6, 5: 4, 6: 4, 7: 1, 8: 10, 9: 15, 10: 10, 11: 6}
    assert len(FEATURE_POINTS) == 84


@pytest.mark.parametrize("name", FEATURE_POINTS)
def test_mirrors_are_mutual_and_in_the_same_group(name):
    mirror = FEATURE_POINTS[name].mirror
    if mirror is not None:
        assert FEATURE_POINTS[mirror].mirror == name
        assert FEATURE_POINTS[mirror].group == FEATURE_POINTS[name].group


def test_names_match_the_side():
    for point in FEATURE_POINTS.values():
        if point.mirror is not None:
            other = FEATURE_POINTS[point.mirror].description
            assert {"left", "right"} <= set(point.description.replace(",", "").split()) | set(
                other.replace(",", "").split()
            )


def test_every_fap_moves_a_known_feature_point():
    assert {name for fap in FAPS for name in fap.feature_point.split(";")} == set(MOVED_BY_FAPS)
    assert len(MOVED_BY_FAPS) == 46


def test_mirrored_faps_move_mirrored_points():
    for fap in FAPS:
        if fap.mirror:
            assert FEATURE_POINTS[fap.feature_point].mirror == FAPS[fap_index(fap.mirror)].feature_point


def test_fapus_are_distances_between_points():
    units = fapu_from_points(FACE)
    assert (units.irisd, units.es, units.ens, units.mns, units.mw) == (10, 60, 40, 20, 48)


@pytest.mark.parametrize("scale", [0.4, 1.0, 7.0])
def test_faps_19_and_21_summing_to_1024_close_the_eye_of_any_face(scale):
    places = {name: np.multiply(place, scale) for name, place in FACE.items()}
    mm = fapu_from_points(places).mm_per_unit()
    gap = places["3.1"][1] - places["3.3"][1]
    for upper in (0, 300, 1024):
        assert upper * mm[fap_index(19)] + (1024 - upper) * mm[fap_index(21)] == pytest.approx(gap, rel=1e-6)


@pytest.mark.parametrize("name", FAPU_POINTS)
def test_a_missing_point_is_named(name):
    with pytest.raises(InputError, match=FEATURE_POINTS[name].description):
        fapu_from_points({other: place for other, place in FACE.items() if other != name})


def test_a_face_turned_around_is_refused():
    with pytest.raises(InputError, match="ES -60, MW -48; let x point"):
        fapu_from_points({name: np.multiply(place, (-1, 1, 1)) for name, place in FACE.items()})
