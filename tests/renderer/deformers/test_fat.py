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

WORKING = {
    3: (600,), 4: (-200, 200), 5: (-400, 250), 6: (-100, 150), 8: (-200, 200), 10: (-300, 200), 12: (-200, 250),
    14: (150,), 15: (-100, 100), 16: (-150, 200), 17: (-150, 200), 18: (-150, 150), 19: (-150, 700), 21: (-100, 324),
    27: (-30, 30), 31: (-150, 250), 33: (-150, 250), 35: (-150, 250), 37: (-50, 90), 39: (-60, 150), 41: (200,),
    43: (-150, 150), 44: (-150, 150), 45: (150,), 46: (150,), 51: (-200, 200), 52: (-400, 250), 53: (-100, 150),
    55: (-200, 200), 57: (-300, 200), 59: (-200, 250), 61: (-60, 100), 63: (-50, 100), 64: (-80, 80), 65: (100,),
    67: (100,),
}  # fmt: skip
"""For FAPs of the left side and the middle, values that faces reach."""


@dataclass
class Stage:
    avatar: Avatar
    deformer: Deformer

    def moved(self, **faps):
        """Return how far each vertex moves, for example for f3=500."""
        return self.deformer.vertices(faps_row(**faps))[0] - self.avatar.neutral

    def point(self, name, moved):
        return moved[self.avatar.feature_points[name]]

    def ball(self, side, moved):
        eye, mask = self.avatar.rig.eyes[side], self.avatar.rig.eyeballs[side]
        before = self.avatar.neutral[mask] - eye.centre
        return before, before + moved[mask]


def faps_row(**faps):
    row = np.zeros((1, 66), np.float32)
    for name, value in faps.items():
        row[0, fap_index(int(name[1:]))] = value
    return row


def mirrored(values):
    """Return FAPs of the mirror image: sides exchanged, sideways motion and turns reversed."""
    order = [fap_index(fap.mirror or fap.number) for fap in FAPS]
    reversed_ = np.array([fap.number in (15, 23, 24, 43, 49, 50, 64) for fap in FAPS])
    return np.where(reversed_, -values, values)[:, order]


@pytest.fixture(scope="module")
def stage():
    woman = load_avatar()
    return Stage(woman, FatDeformer.for_avatar(woman))


@pytest.fixture(scope="module")
def talk():
    """FAPs of 40 frames of something like speech, small enough for a face."""
    random = np.random.default_rng(5)
    values = random.normal(0, 40, (40, 66)).astype(np.float32)
    values[:, fap_index(3)] = np.abs(values[:, fap_index(3)]) * 4
    return values


def test_no_fap_gives_exactly_the_neutral_face(stage):
    assert not stage.moved().any()


def test_every_vertex_stays_finite(stage, talk):
    assert np.isfinite(stage.deformer.vertices(talk * 20)).all()


def test_blocks_join_to_the_whole(stage, talk):
    blocks = list(stage.deformer.blocks(talk))
    assert [len(block) for block in blocks] == [32, 8]
    np.testing.assert_allclose(blocks[1][3], stage.deformer.vertices(talk[35:36])[0], atol=1e-3)


def test_no_motion_gives_no_frames(stage):
    assert stage.deformer.vertices(np.empty((0, 66), np.float32)).shape == (0, *stage.avatar.neutral.shape)


@pytest.mark.parametrize(("number", "value"), [(number, value) for number in WORKING for value in WORKING[number]])
def test_feature_points_go_where_faps_put_them(stage, number, value):
    fap = FAPS[fap_index(number)]
    demand = value * stage.avatar.fapu.mm_per_unit()[fap_index(number)]
    moved = stage.point(fap.feature_point, stage.moved(**{f"f{number}": value}))
    assert moved @ np.array(fap.axis) == pytest.approx(demand, rel=0.02)


def test_mirrored_faps_give_the_mirrored_face(stage, talk):
    skin = stage.avatar.part("skin").vertices
    points = stage.avatar.neutral[skin]
    twin = KDTree(points).query(points * (-1, 1, 1))[1]
    right = stage.deformer.vertices(talk[:8])[:, skin]
    left = stage.deformer.vertices(mirrored(talk[:8]))[:, skin]
    np.testing.assert_allclose(left, right[:, twin] * (-1, 1, 1), atol=0.5)


def test_jaw_drops_the_chin_backwards_on_its_hinge_and_leaves_the_skull(stage):
    moved = stage.moved(f3=500)
    chin = stage.point("2.1", moved)
    assert chin[1] < -5
    assert chin[2] < -1
    still = stage.avatar.neutral[:, 1] > 40
    assert np.abs(moved[still]).max() < 0.1
    assert not moved[stage.avatar.part("upper_teeth").vertices].any()


def test_lower_teeth_stay_as_rigid_as_teeth(stage):
    where = stage.avatar.part("lower_teeth").vertices
    before = stage.avatar.neutral[where]
    after = before + stage.moved(f3=600)[where]
    apart = [np.linalg.norm(points[0] - points, axis=1) for points in (before, after)]
    np.testing.assert_allclose(*apart, atol=0.01)
    assert (after[:, 1] < before[:, 1]).all()


def test_jaw_alone_leaves_the_lips_where_they_are(stage):
    moved = stage.moved(f3=400)
    lips = [stage.point(name, moved)[1] for name in ("2.2", "2.3", "8.1", "8.2", "2.6", "2.8")]
    np.testing.assert_allclose(lips, 0, atol=0.05)


def test_lips_and_jaw_together_open_the_mouth(stage):
    moved = stage.moved(f3=500, f5=-400, f10=-350, f11=-350, f52=-400, f57=-350, f58=-350)
    assert stage.point("2.2", moved)[1] - stage.point("2.3", moved)[1] > 5


@pytest.mark.parametrize(("upper", "lower"), [(1024, 0), (700, 324), (500, 524)])
def test_lids_that_add_up_to_1024_shut_the_eye(stage, upper, lower):
    moved = stage.avatar.neutral + stage.moved(f19=upper, f21=lower)
    assert stage.point("3.1", moved)[1] == pytest.approx(stage.point("3.3", moved)[1], abs=0.1)


@pytest.mark.parametrize(("upper", "lower"), [(1024, 0), (700, 324)])
def test_shut_lids_hide_the_eyeballs(stage, upper, lower):
    opened = seen(stage, stage.moved(), "eye", height=0)
    shut = seen(stage, stage.moved(f19=upper, f20=upper, f21=lower, f22=lower), "eye", height=0)
    assert opened > 2000
    assert shut < 0.01 * opened


def test_closed_lips_hide_the_teeth(stage):
    apart = stage.moved(
        **dict.fromkeys(("f51", "f52", "f55", "f56", "f57", "f58", "f4", "f5", "f8", "f9", "f10", "f11"), -200)
    )
    opened = seen(stage, apart, "teeth", height=-60)
    assert opened > 2000
    assert seen(stage, stage.moved(), "teeth", height=-60) < 0.01 * opened


def seen(stage, moved, name, height):
    """Paint parts of that name green and all else black, and count the green pixels in a picture around `height`."""
    green = np.float32([0.0, 1.0, 0.0])
    parts = [replace(part, colour=0 * part.colour + green * (name in part.name)) for part in stage.avatar.parts]
    head = build_render_mesh(replace(stage.avatar, parts=tuple(parts)))
    with OffscreenRenderer(head, Camera(target=(0, height, 0), height=50), (480, 240)) as screen:
        picture = screen.draw(stage.avatar.neutral + moved).astype(int)
    return (picture[..., 1] > picture[..., 0] + 60).sum()


def test_eyes_turn_by_the_angle_asked(stage):
    angle = 0.3
    before, after = stage.ball(0, stage.moved(f23=angle * 1e5))
    np.testing.assert_allclose(np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1), atol=1e-3)
    front = before[:, 2].argmax()
    assert np.arctan2(after[front, 0], after[front, 2]) == pytest.approx(angle, abs=0.01)
    other_before, other_after = stage.ball(1, stage.moved(f23=angle * 1e5))
    np.testing.assert_array_equal(other_before, other_after)


def test_eyes_look_down(stage):
    before, after = stage.ball(1, stage.moved(f26=20000))
    front = before[:, 2].argmax()
    assert np.arctan2(-after[front, 1], after[front, 2]) == pytest.approx(0.2, abs=0.01)


def test_pupils_grow_by_the_diameter_asked(stage):
    before, after = stage.ball(0, stage.moved(f29=100))
    wider = np.linalg.norm(after[:, :2], axis=1) - np.linalg.norm(before[:, :2], axis=1)
    demand = 100 * stage.avatar.fapu.irisd / 1024
    assert 2 * wider.max() == pytest.approx(demand, rel=0.1)


def test_head_turns_about_the_neck_and_leaves_the_shoulders(stage):
    moved = stage.moved(f49=30000)
    after = stage.avatar.neutral + moved
    assert stage.point("9.3", after)[0] > 20
    assert np.abs(moved[stage.avatar.neutral[:, 1] < -180]).max() < 0.01
    hair = stage.avatar.part("hair").vertices
    pivot = stage.avatar.rig.neck_pivot
    before = np.linalg.norm(stage.avatar.neutral[hair] - pivot, axis=1)
    np.testing.assert_allclose(np.linalg.norm(after[hair] - pivot, axis=1), before, atol=0.01)


def test_one_sided_faps_ignore_the_other_side(stage):
    assert not stage.moved(f3=-500, f14=-200, f41=-100).any()
