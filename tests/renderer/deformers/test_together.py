"""FAPs that act together: lips seal, lids cover the eyes, and the surface stays smooth."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from face.faps import fap_index
from renderer.avatar.model import Avatar
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.check.metrics import SkinArtifacts
from renderer.deformers.registry import Deformer, create_deformer
from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.scene import Camera
from tests.renderer.deformers.dihedral_angles import DihedralAngles

JAW_OPEN = {3: 600}
CORNERS_UP = dict.fromkeys((12, 13, 59, 60), 250)
CORNERS_DOWN = dict.fromkeys((12, 13, 59, 60), -200)
WIDE = dict.fromkeys((6, 7, 53, 54), 150)
PUCKER = dict.fromkeys((6, 7, 53, 54), -100) | {16: 150, 17: 150}
LIPS_OPEN = {5: -400, 52: -400} | dict.fromkeys((10, 11, 57, 58), -350)
LIPS_RAISED = {5: 150, 52: 150, 4: -150, 51: -150} | dict.fromkeys((10, 11, 57, 58), 130) | {8: -130, 9: -130}
CLOSED_LIPS = {
    "jaw": JAW_OPEN,
    "jaw and corners up": JAW_OPEN | CORNERS_UP,
    "jaw and corners down": JAW_OPEN | CORNERS_DOWN,
    "jaw and pucker": JAW_OPEN | PUCKER,
    "jaw and wide": JAW_OPEN | WIDE,
    "corners up and wide": CORNERS_UP | WIDE,
    "one corner": {12: 250, 59: 250},
    "closed lips raised": LIPS_RAISED,
}
"""FAPs of faces with closed lips."""
OPEN_LIPS = {
    "jaw": JAW_OPEN | LIPS_OPEN,
    "jaw and corners up": JAW_OPEN | LIPS_OPEN | CORNERS_UP,
    "jaw and corners down": JAW_OPEN | LIPS_OPEN | CORNERS_DOWN,
    "jaw and pucker": JAW_OPEN | LIPS_OPEN | PUCKER,
    "jaw and wide": JAW_OPEN | LIPS_OPEN | WIDE,
    "all up and wide": JAW_OPEN | LIPS_OPEN | WIDE | CORNERS_UP,
}
AVATARS = [pytest.param(name, marks=pytest.mark.slow if name != "woman" else ()) for name in avatar_names()]
MAX_BEND = 70.0
"""The largest change of the angle between neighbouring triangles, degrees."""


@dataclass
class MovableHead:
    avatar: Avatar
    deformer: Deformer
    skin: SkinArtifacts

    def face(self, faps):
        row = np.zeros((1, 66), np.float32)
        for number, value in faps.items():
            row[0, fap_index(number)] = value
        return self.deformer.vertices(row)[0]


@pytest.fixture(scope="module", params=AVATARS)
def head(request):
    avatar = load_avatar(request.param)
    return MovableHead(avatar, create_deformer("fat", avatar), SkinArtifacts.for_avatar(avatar))


def visible_pixels(head, faps, name, target, height):
    """Paint parts of that name green and all else black, and count the green pixels in a picture around `target`."""
    green = np.float32([0, 1, 0])
    parts = [replace(part, colour=0 * part.colour + green * (name in part.name)) for part in head.avatar.parts]
    mesh = build_render_mesh(replace(head.avatar, parts=tuple(parts)))
    with OffscreenRenderer(mesh, Camera(target, height), (480, 240)) as screen:
        picture = screen.draw(head.face(faps)).astype(int)
    return int((picture[..., 1] > picture[..., 0] + 60).sum())


def visible_teeth(head, faps):
    """Return how much of the teeth is visible, as a share of what an open mouth shows."""
    middle = (0.0, float(head.avatar.neutral[head.avatar.feature_points["2.2"], 1]), 20.0)
    open_lips = dict.fromkeys((4, 8, 9, 51, 55, 56, 5, 10, 11, 52, 57, 58), -180)
    return visible_pixels(head, faps, "teeth", middle, 50) / visible_pixels(head, open_lips, "teeth", middle, 50)


def visible_eyes(head, faps):
    """Return how much of the eyes is visible, as a share of what open eyes show."""
    camera = ((0.0, 0.0, 0.0), 50)
    return visible_pixels(head, faps, "eye", *camera) / visible_pixels(head, {}, "eye", *camera)


@pytest.mark.parametrize("name", CLOSED_LIPS)
def test_closed_lips_show_no_teeth(head, name):
    assert visible_teeth(head, CLOSED_LIPS[name]) < 0.02


def test_closed_lips_meet_at_every_anchor(head):
    anchors = head.avatar.rig.anchors
    for faps in CLOSED_LIPS.values():
        height = head.face(faps)[:, 1] - head.avatar.neutral[:, 1]
        for upper, lower in (("2.6-2.4", "2.8-2.4"), ("2.7-2.5", "2.9-2.5")):
            for place in (0.36, 0.68, 0.88):
                gap = height[anchors[f"{upper}:{place}"]] - height[anchors[f"{lower}:{place}"]]
                assert abs(gap) < 0.35, (faps, place)


@pytest.mark.parametrize("upper", [1024, 700, 400, 0])
@pytest.mark.parametrize("other_faps", [{}, {41: 200, 42: 200}, dict.fromkeys(range(31, 37), 250)], ids=str)
def test_lids_that_add_up_to_1024_hide_the_eyes(head, upper, other_faps):
    lower = 1024 - upper
    faps = {19: upper, 20: upper, 21: lower, 22: lower} | other_faps
    assert lower > 600 or visible_eyes(head, faps) < 0.01


def test_lids_never_cross(head):
    vertices = head.face(dict.fromkeys((19, 20), 1024) | dict.fromkeys((21, 22), 600))
    for upper, lower in (("3.1", "3.3"), ("3.2", "3.4")):
        top, bottom = (vertices[head.avatar.feature_points[name], 1] for name in (upper, lower))
        assert top == pytest.approx(bottom, abs=0.15)


def test_eyeballs_do_not_penetrate_the_lids(head):
    """The visible part of the eyes grows with the opening alone."""
    visible = [visible_eyes(head, dict.fromkeys((19, 20), value)) for value in (1024, 700, 300, 0, -150)]
    assert visible == sorted(visible)
    assert visible[-1] < 1.45
    turned = visible_eyes(head, dict.fromkeys((19, 20), 1024) | {23: 61000, 24: -61000, 25: 52000, 26: -52000})
    assert turned < 0.01


@pytest.mark.parametrize("name", [*CLOSED_LIPS, *OPEN_LIPS])
def test_lips_and_cheeks_stay_smooth(head, name):
    vertices = head.face((OPEN_LIPS if name in OPEN_LIPS else CLOSED_LIPS)[name])
    assert DihedralAngles.for_skin(head.avatar).sharpest(vertices) < MAX_BEND
    assert head.skin.flipped_triangles(vertices) == 0
    assert head.skin.max_stretch(vertices) < 2.5


def test_a_laugh_and_a_pout_flip_no_triangle(head):
    laugh = JAW_OPEN | LIPS_OPEN | CORNERS_UP | {41: 160, 42: 160, 61: 80, 62: 80, 63: 80}
    pout = JAW_OPEN | LIPS_OPEN | PUCKER | {14: 150, 18: 150}
    assert [head.skin.flipped_triangles(head.face(faps)) for faps in (laugh, pout)] == [0, 0]


def test_a_pushed_in_nose_is_measured_as_a_bend():
    avatar = load_avatar()
    dihedral_angles, vertices = DihedralAngles.for_skin(avatar), avatar.neutral.copy()
    assert dihedral_angles.sharpest(vertices) == pytest.approx(0, abs=0.1)
    vertices[avatar.feature_points["9.3"], 2] -= 8
    assert dihedral_angles.sharpest(vertices) > MAX_BEND
