import numpy as np

from face.markers.neutral_face import marker_roles
from face.regions import MARKERS
from tests.synthesis import faces


def test_roles_are_assigned_by_geometry():
    roles = marker_roles(faces.neutral())
    names = [MARKERS[place] for place in (roles.upper_lip, roles.lower_lip, roles.chin, roles.left.corner)]
    assert names == ["Mou3", "Mou7", "CH2", "Mou5"]
    assert MARKERS[roles.right.brow_inner] == "RBRO1"


def test_mouth_markers_in_another_order_get_the_same_roles():
    places = [place for place, name in enumerate(MARKERS) if name.startswith("Mou")]
    renamed = faces.neutral()
    renamed[places] = renamed[places[::-1]]
    for role in ("upper_lip", "lower_lip"):
        before, after = getattr(marker_roles(faces.neutral()), role), getattr(marker_roles(renamed), role)
        np.testing.assert_array_equal(faces.neutral()[before], renamed[after])


def test_the_two_sides_mirror_each_other():
    roles, face = marker_roles(faces.neutral()), faces.neutral()
    for left, right in zip(vars(roles.left).values(), vars(roles.right).values(), strict=True):
        np.testing.assert_allclose(face[np.array(left)] * np.array([-1, 1, 1]), face[np.array(right)])


def test_cheek_markers_are_told_apart_by_position():
    side = marker_roles(faces.neutral()).left
    assert [MARKERS[place] for place in (side.cheek_bone, side.nostril, side.cheek_centre)] == ["LC5", "LC6", "LC1"]


def test_a_face_of_another_size_has_the_same_roles():
    assert marker_roles(faces.neutral() * np.float32([1.2, 0.9, 1.1])) == marker_roles(faces.neutral())
