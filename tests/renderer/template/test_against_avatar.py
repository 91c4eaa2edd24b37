"""The avatar's own skin and eyeballs, taken for a foreign template, are drawn like the avatar."""

from dataclasses import replace

import numpy as np
import pytest

from face.faps import fap_index
from face.vertex_motion import VertexMotion
from renderer.animation import create_animation, drawing_notes
from renderer.avatar_registry import load_avatar
from renderer.deformers.registry import create_deformer
from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.settings import RenderSettings

SIZE = (320, 240)
OPEN_MOUTH = {3: 500, 5: -350, 10: -300, 11: -300, 52: -350, 57: -300, 58: -300, 4: -150, 51: -150}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bare():
    """Return the avatar without hair, brows, lashes, teeth and tongue, and its vertices with closed and open mouth."""
    avatar = load_avatar()
    values = np.zeros((2, 66), np.float32)
    for number, value in OPEN_MOUTH.items():
        values[1, fap_index(number)] = value
    vertices = create_deformer("fat", avatar).vertices(values)
    parts, kept, start = [], [], 0
    for name in ("skin", "left_eye", "right_eye"):
        part = avatar.part(name)
        count = len(part.gloss)
        parts.append(replace(part, vertices=slice(start, start + count)))
        kept.append(np.arange(part.vertices.start, part.vertices.stop))
        start += count
    kept = np.concatenate(kept)
    return replace(avatar, neutral=avatar.neutral[kept], parts=tuple(parts)), vertices[:, kept]


@pytest.fixture(scope="module")
def pictures(bare):
    """Return the pictures of both poses as avatar and as template, `(2, height, width, 3)` each."""
    avatar, vertices = bare
    faces = np.concatenate([part.faces + part.vertices.start for part in avatar.parts])
    motion = VertexMotion(vertices, 25.0, avatar.neutral, faces)
    assert len(drawing_notes(motion)) == 1
    drawing = create_animation(motion, RenderSettings(size=SIZE)).prepare()
    with OffscreenRenderer(build_render_mesh(avatar), drawing.camera, SIZE) as screen:
        expected = [screen.draw(pose) for pose in vertices]
    with OffscreenRenderer(drawing.mesh, drawing.camera, SIZE) as screen:
        found = [screen.draw(pose) for pose in np.concatenate(list(drawing.vertices(0, 2)))]
    return np.array(expected, int), np.array(found, int)


def test_the_outline_is_the_same(pictures):
    outlines = [np.abs(picture - picture[:, :1, :1]).max(axis=-1) > 12 for picture in pictures]
    assert (outlines[0] & outlines[1]).sum() > 0.985 * (outlines[0] | outlines[1]).sum()


def test_skin_looks_alike_where_the_avatar_is_not_painted(pictures):
    expected, found = (picture[:, 185:200, 150:170].mean(axis=(1, 2)) for picture in pictures)
    np.testing.assert_allclose(found, expected, atol=8)


def test_the_open_mouth_is_as_dark_and_as_large(pictures):
    mouths = [(picture.sum(axis=-1) < 150)[:, 150:185, 130:190].sum(axis=(1, 2)) for picture in pictures]
    for closed, opened in mouths:
        assert opened > 30 + 3 * closed
    assert mouths[1][1] == pytest.approx(mouths[0][1], rel=0.25)
