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

JAW = {3: 600}
UP = dict.fromkeys((12, 13, 59, 60), 250)
DOWN = dict.fromkeys((12, 13, 59, 60), -200)
WIDE = dict.fromkeys((6, 7, 53, 54), 150)
PUCKER = dict.fromkeys((6, 7, 53, 54), -100) | {16: 150, 17: 150}
OPEN = {5: -400, 52: -400} | dict.fromkeys((10, 11, 57, 58), -350)
LOWER_LIP_UP = {5: 150, 52: 150, 4: -150, 51: -150} | dict.fromkeys((10, 11, 57, 58), 130) | {8: -130, 9: -130}
SHUT = {
    "jaw": JAW,
    "jaw and corners up": JAW | UP,
    "jaw and corners down": JAW | DOWN,
    "jaw and pucker": JAW | PUCKER,
    "jaw and wide": JAW | WIDE,
    "corners up and wide": UP | WIDE,
    "one corner": {12: 250, 59: 250},
    "shut lips higher": LOWER_LIP_UP,
}
"""Faces whose lips are not told to part."""
OPENED = {
    "jaw": JAW | OPEN,
    "jaw and corners up": JAW | OPEN | UP,
    "jaw and corners down": JAW | OPEN | DOWN,
    "jaw and pucker": JAW | OPEN | PUCKER,
    "jaw and wide": JAW | OPEN | WIDE,
    "all up and wide": JAW | OPEN | WIDE | UP,
}
OTHERS = [name for name in avatar_names() if name != "woman"]
SMOOTH = 70.0
"""How much two triangles side by side may bend against each other, degrees."""


@dataclass
class Stage:
    avatar: Avatar
    deformer: Deformer
    skin: SkinArtifacts

    def face(self, faps):
        row = np.zeros((1, 66), np.float32)
        for number, value in faps.items():
            row[0, fap_index(number)] = value
        return self.deformer.vertices(row)[0]


@pytest.fixture(scope="module", params=["woman", *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def stage(request):
    who = load_avatar(request.param)
    return Stage(who, create_deformer("fat", who), SkinArtifacts.for_avatar(who))


def seen(stage, faps, name, target, height):
    """Paint parts of that name green and all else black, and count the green pixels in a picture around `target`."""
    green = np.float32([0, 1, 0])
    parts = [replace(part, colour=0 * part.colour + green * (name in part.name)) for part in stage.avatar.parts]
    head = build_render_mesh(replace(stage.avatar, parts=tuple(parts)))
    with OffscreenRenderer(head, Camera(target, height), (480, 240)) as screen:
        picture = screen.draw(stage.face(faps)).astype(int)
    return int((picture[..., 1] > picture[..., 0] + 60).sum())


def mouth(stage, faps):
    """Return how much of the teeth is seen, as a share of what an open mouth shows."""
    middle = (0.0, float(stage.avatar.neutral[stage.avatar.feature_points["2.2"], 1]), 20.0)
    parted = dict.fromkeys((4, 8, 9, 51, 55, 56, 5, 10, 11, 52, 57, 58), -180)
    return seen(stage, faps, "teeth", middle, 50) / seen(stage, parted, "teeth", middle, 50)


def eyes(stage, faps):
    return seen(stage, faps, "eye", (0.0, 0.0, 0.0), 50) / seen(stage, {}, "eye", (0.0, 0.0, 0.0), 50)


@pytest.mark.parametrize("name", SHUT)
def test_lips_that_are_not_parted_show_no_teeth(stage, name):
    assert mouth(stage, SHUT[name]) < 0.02


def test_shut_lips_meet_at_every_anchor(stage):
    places = stage.avatar.rig.anchors
    for faps in SHUT.values():
        height = stage.face(faps)[:, 1] - stage.avatar.neutral[:, 1]
        for upper, lower in (("2.6-2.4", "2.8-2.4"), ("2.7-2.5", "2.9-2.5")):
            for place in (0.36, 0.68, 0.88):
                apart = height[places[f"{upper}:{place}"]] - height[places[f"{lower}:{place}"]]
                assert abs(apart) < 0.35, (faps, place)


@pytest.mark.parametrize("upper", [1024, 700, 400, 0])
@pytest.mark.parametrize("more", [{}, {41: 200, 42: 200}, dict.fromkeys(range(31, 37), 250)], ids=str)
def test_lids_that_add_up_to_1024_hide_the_eyes(stage, upper, more):
    lower = 1024 - upper
    faps = {19: upper, 20: upper, 21: lower, 22: lower} | more
    assert lower > 600 or eyes(stage, faps) < 0.01


def test_lids_told_to_pass_each_other_meet(stage):
    vertices = stage.face(dict.fromkeys((19, 20), 1024) | dict.fromkeys((21, 22), 600))
    for upper, lower in (("3.1", "3.3"), ("3.2", "3.4")):
        top, bottom = (vertices[stage.avatar.feature_points[name], 1] for name in (upper, lower))
        assert top == pytest.approx(bottom, abs=0.15)


def test_no_eyeball_comes_through_a_lid(stage):
    """What is seen of the eyes grows with the opening alone."""
    shown = [eyes(stage, dict.fromkeys((19, 20), value)) for value in (1024, 700, 300, 0, -150)]
    assert shown == sorted(shown)
    assert shown[-1] < 1.45
    turned = eyes(stage, dict.fromkeys((19, 20), 1024) | {23: 61000, 24: -61000, 25: 52000, 26: -52000})
    assert turned < 0.01


@pytest.mark.parametrize("name", [*SHUT, *OPENED])
def test_lips_and_cheeks_stay_smooth(stage, name):
    vertices = stage.face((OPENED if name in OPENED else SHUT)[name])
    assert DihedralAngles.for_skin(stage.avatar).sharpest(vertices) < SMOOTH
    assert stage.skin.flipped_triangles(vertices) == 0
    assert stage.skin.max_stretch(vertices) < 2.5


def test_a_laugh_and_a_pout_turn_nothing_over(stage):
    laugh = JAW | OPEN | UP | {41: 160, 42: 160, 61: 80, 62: 80, 63: 80}
    pout = JAW | OPEN | PUCKER | {14: 150, 18: 150}
    assert [stage.skin.flipped_triangles(stage.face(faps)) for faps in (laugh, pout)] == [0, 0]


def test_a_fold_is_a_bend():
    who = load_avatar()
    bends, vertices = DihedralAngles.for_skin(who), who.neutral.copy()
    assert bends.sharpest(vertices) == pytest.approx(0, abs=0.1)
    vertices[who.feature_points["9.3"], 2] -= 8
    assert bends.sharpest(vertices) > SMOOTH
