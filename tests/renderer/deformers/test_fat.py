from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.spatial import KDTree

from face.faps import FAPS, fap_index
from renderer.avatar.model import Avatar
from renderer.avatar_registry import load_avatar
from renderer.deformers.fat import FatDeformer
from renderer.deformers.registry import Deformer
from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.scene import Camera

TEST_VALUES = {
    3: (600,), 4: (-200, 200), 5: (-400, 250), 6: (-100, 150), 8: (-200, 200), 10: (-300, 200), 12: (-200, 250),
    14: (150,), 15: (-100, 100), 16: (-150, 200), 17: (-150, 200), 18: (-150, 150), 19: (-150, 700), 21: (-100, 324),
    27: (-30, 30), 31: (-150, 250), 33: (-150, 250), 35: (-150, 250), 37: (-50, 90), 39: (-60, 150), 41: (200,),
    43: (-150, 150), 44: (-150, 150), 45: (150,), 46: (150,), 51: (-200, 200), 52: (-400, 250), 53: (-100, 150),
    55: (-200, 200), 57: (-300, 200), 59: (-200, 250), 61: (-60, 100), 63: (-50, 100), 64: (-80, 80), 65: (100,),
    67: (100,),
}  # fmt: skip
"""For FAPs of the left side and the middle, values that faces reach."""


@dataclass
class MovableHead:
    avatar: Avatar
    deformer: Deformer

    def displacements(self, **faps):
        """Return how far each vertex moves, for example for f3=500."""
        return self.deformer.vertices(faps_row(**faps))[0] - self.avatar.neutral

    def point(self, name, displacements):
        return displacements[self.avatar.feature_points[name]]

    def eyeball(self, side, displacements):
        eye, mask = self.avatar.rig.eyes[side], self.avatar.rig.eyeballs[side]
        before = self.avatar.neutral[mask] - eye.centre
        return before, before + displacements[mask]


def faps_row(**faps):
    row = np.zeros((1, 66), np.float32)
    for name, value in faps.items():
        row[0, fap_index(int(name[1:]))] = value
    return row


def mirror_faps(values):
    """Return FAPs of the mirror image: sides exchanged, sideways motion and turns reversed."""
    order = [fap_index(fap.mirror or fap.number) for fap in FAPS]
    reversed_ = np.array([fap.number in (15, 23, 24, 43, 49, 50, 64) for fap in FAPS])
    return np.where(reversed_, -values, values)[:, order]


@pytest.fixture(scope="module")
def head():
    woman = load_avatar()
    return MovableHead(woman, FatDeformer.for_avatar(woman))


@pytest.fixture(scope="module")
def speech():
    """FAPs of 40 frames of something like speech, small enough for a face."""
    random = np.random.default_rng(5)
    values = random.normal(0, 40, (40, 66)).astype(np.float32)
    values[:, fap_index(3)] = np.abs(values[:, fap_index(3)]) * 4
    return values


def test_no_fap_gives_exactly_the_neutral_face(head):
    assert not head.displacements().any()


def test_large_values_give_finite_vertices(head, speech):
    assert np.isfinite(head.deformer.vertices(speech * 20)).all()


def test_blocks_equal_the_frames_of_the_whole(head, speech):
    blocks = list(head.deformer.blocks(speech))
    assert [len(block) for block in blocks] == [32, 8]
    np.testing.assert_allclose(blocks[1][3], head.deformer.vertices(speech[35:36])[0], atol=1e-3)


def test_no_motion_gives_no_frames(head):
    assert head.deformer.vertices(np.empty((0, 66), np.float32)).shape == (0, *head.avatar.neutral.shape)


@pytest.mark.parametrize(
    ("number", "value"), [(number, value) for number, values in TEST_VALUES.items() for value in values]
)
def test_feature_points_go_where_faps_put_them(head, number, value):
    fap = FAPS[fap_index(number)]
    demand = value * head.avatar.fapu.mm_per_unit()[fap_index(number)]
    moved = head.point(fap.feature_point, head.displacements(**{f"f{number}": value}))
    assert moved @ np.array(fap.axis) == pytest.approx(demand, rel=0.02)


def test_mirrored_faps_give_a_mirrored_face(head, speech):
    skin = head.avatar.part("skin").vertices
    points = head.avatar.neutral[skin]
    mirror_vertex = KDTree(points).query(points * (-1, 1, 1))[1]
    right = head.deformer.vertices(speech[:8])[:, skin]
    left = head.deformer.vertices(mirror_faps(speech[:8]))[:, skin]
    np.testing.assert_allclose(left, right[:, mirror_vertex] * (-1, 1, 1), atol=0.5)


def test_the_jaw_rotates_the_chin_down_and_back_and_leaves_the_skull(head):
    moved = head.displacements(f3=500)
    chin = head.point("2.1", moved)
    assert chin[1] < -5
    assert chin[2] < -1
    on_skull = head.avatar.neutral[:, 1] > 40
    assert np.abs(moved[on_skull]).max() < 0.1
    assert not moved[head.avatar.part("upper_teeth").vertices].any()


def test_lower_teeth_move_rigidly(head):
    teeth = head.avatar.part("lower_teeth").vertices
    before = head.avatar.neutral[teeth]
    after = before + head.displacements(f3=600)[teeth]
    distances = [np.linalg.norm(points[0] - points, axis=1) for points in (before, after)]
    np.testing.assert_allclose(*distances, atol=0.01)
    assert (after[:, 1] < before[:, 1]).all()


def test_the_jaw_alone_leaves_the_lips_closed(head):
    moved = head.displacements(f3=400)
    lips = [head.point(name, moved)[1] for name in ("2.2", "2.3", "8.1", "8.2", "2.6", "2.8")]
    np.testing.assert_allclose(lips, 0, atol=0.05)


def test_lips_and_jaw_together_open_the_mouth(head):
    moved = head.displacements(f3=500, f5=-400, f10=-350, f11=-350, f52=-400, f57=-350, f58=-350)
    assert head.point("2.2", moved)[1] - head.point("2.3", moved)[1] > 5


@pytest.mark.parametrize(("upper", "lower"), [(1024, 0), (700, 324), (500, 524)])
def test_lids_that_add_up_to_1024_close_the_eye(head, upper, lower):
    moved = head.avatar.neutral + head.displacements(f19=upper, f21=lower)
    assert head.point("3.1", moved)[1] == pytest.approx(head.point("3.3", moved)[1], abs=0.1)


@pytest.mark.parametrize(("upper", "lower"), [(1024, 0), (700, 324)])
def test_closed_lids_hide_the_eyeballs(head, upper, lower):
    open_pixels = visible_pixels(head, head.displacements(), "eye", height=0)
    closed_pixels = visible_pixels(
        head, head.displacements(f19=upper, f20=upper, f21=lower, f22=lower), "eye", height=0
    )
    assert open_pixels > 2000
    assert closed_pixels < 0.01 * open_pixels


def test_closed_lips_hide_the_teeth(head):
    parted = head.displacements(
        **dict.fromkeys(("f51", "f52", "f55", "f56", "f57", "f58", "f4", "f5", "f8", "f9", "f10", "f11"), -200)
    )
    open_pixels = visible_pixels(head, parted, "teeth", height=-60)
    assert open_pixels > 2000
    assert visible_pixels(head, head.displacements(), "teeth", height=-60) < 0.01 * open_pixels


def visible_pixels(head, displacements, name, height):
    """Paint parts of that name green and all else black, and count the green pixels in a picture around `height`."""
    green = np.float32([0.0, 1.0, 0.0])
    parts = [replace(part, colour=0 * part.colour + green * (name in part.name)) for part in head.avatar.parts]
    mesh = build_render_mesh(replace(head.avatar, parts=tuple(parts)))
    with OffscreenRenderer(mesh, Camera(target=(0, height, 0), height=50), (480, 240)) as screen:
        picture = screen.draw(head.avatar.neutral + displacements).astype(int)
    return (picture[..., 1] > picture[..., 0] + 60).sum()


def test_eyes_rotate_by_the_demanded_angle(head):
    angle = 0.3
    before, after = head.eyeball(0, head.displacements(f23=angle * 1e5))
    np.testing.assert_allclose(np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1), atol=1e-3)
    front = before[:, 2].argmax()
    assert np.arctan2(after[front, 0], after[front, 2]) == pytest.approx(angle, abs=0.01)
    other_before, other_after = head.eyeball(1, head.displacements(f23=angle * 1e5))
    np.testing.assert_array_equal(other_before, other_after)


def test_eyes_rotate_downwards(head):
    before, after = head.eyeball(1, head.displacements(f26=20000))
    front = before[:, 2].argmax()
    assert np.arctan2(-after[front, 1], after[front, 2]) == pytest.approx(0.2, abs=0.01)


def test_pupils_grow_by_the_demanded_diameter(head):
    before, after = head.eyeball(0, head.displacements(f29=100))
    wider = np.linalg.norm(after[:, :2], axis=1) - np.linalg.norm(before[:, :2], axis=1)
    demand = 100 * head.avatar.fapu.irisd / 1024
    assert 2 * wider.max() == pytest.approx(demand, rel=0.1)


def test_the_head_turns_about_the_neck_and_leaves_the_shoulders(head):
    moved = head.displacements(f49=30000)
    after = head.avatar.neutral + moved
    assert head.point("9.3", after)[0] > 20
    assert np.abs(moved[head.avatar.neutral[:, 1] < -180]).max() < 0.01
    hair = head.avatar.part("hair").vertices
    pivot = head.avatar.rig.neck_pivot
    before = np.linalg.norm(head.avatar.neutral[hair] - pivot, axis=1)
    np.testing.assert_allclose(np.linalg.norm(after[hair] - pivot, axis=1), before, atol=0.01)


def test_one_sided_faps_ignore_the_other_side(head):
    assert not head.displacements(f3=-500, f14=-200, f41=-100).any()
