from dataclasses import replace

import numpy as np
import pytest

from face.errors import InputError
from renderer.avatar.skin import SKIN_TONE
from renderer.morph_animation import assembly
from renderer.morph_animation.assembly import join_meshes
from renderer.morph_animation.render_mesh import morph_render_mesh
from renderer.morph_animation.take import SampledTake
from renderer.morph_animation.tissue import tissue_of_mesh
from renderer.scene import Camera
from tests.renderer import small_head
from tests.renderer.morph_animation import animated

CAMERA = Camera((0.0, -10.0, 0.0), 300.0)
TAKE = SampledTake({0: animated.weights(5, jawOpen=1)}, 30.0, ())


def join(meshes, take=TAKE):
    return join_meshes(meshes, [tissue_of_mesh(mesh) for mesh in meshes], take, scale=1000.0, camera=CAMERA)


def numbered(meshes):
    return [replace(mesh, node=number) for number, mesh in enumerate(meshes)]


def test_transparent_triangles_are_left_out():
    head, *others = numbered(small_head.meshes())
    opacity = np.where(head.vertices[:, 1] > 0.06, 0, 1).astype(np.float32)
    whole, cut = join([head, *others]), join([replace(head, opacity=opacity), *others])
    assert whole.template[:, 1].max() > 90
    assert cut.template[:, 1].max() < 80


def test_unpainted_meshes_are_skin():
    head, *others = numbered(small_head.meshes())
    motion = join([replace(head, is_painted=False), *others])
    assert (np.abs(motion.colour - np.float32(SKIN_TONE)).max(axis=1) < 1e-6).sum() == len(head.vertices)


def test_weights_at_rest_hold_where_no_curve_moves():
    head, *others = numbered(small_head.meshes())
    puff = np.zeros(len(animated.NAMES))
    puff[animated.NAMES.index("cheekPuff")] = 1
    resting = replace(head, weights=tuple(puff), node=9)
    moving = replace(head, weights=tuple(puff))
    template = join([resting, *others, replace(others[0], node=0, targets=head_targets(others[0]))]).template
    moved = template[: len(head.vertices)] - 1000 * head.vertices
    np.testing.assert_allclose(moved, 1000 * head.targets["cheekPuff"], atol=1e-3)
    np.testing.assert_allclose(join([moving, *others]).template[: len(head.vertices)], 1000 * head.vertices, atol=1e-3)


def head_targets(mesh):
    return {name: np.zeros_like(mesh.vertices) for name in animated.NAMES}


def test_nothing_in_the_picture_and_too_many_numbers_are_refused(monkeypatch):
    meshes = numbered(small_head.meshes())
    with pytest.raises(InputError, match="nothing of the file's meshes"):
        join([replace(mesh, vertices=mesh.vertices + np.float32([0, 9, 0])) for mesh in meshes])
    monkeypatch.setattr(assembly, "MAX_NUMBERS", 100)
    with pytest.raises(InputError, match="gigabytes"):
        join(meshes)


def test_sheets_back_to_back_keep_their_own_normals():
    head, *others = numbered(small_head.meshes())
    count = len(head.vertices)
    back = replace(head, name="Back", faces=head.faces[:, ::-1], targets={}, node=7)
    motion = join([head, back, *others])
    mesh, source = morph_render_mesh(motion)
    np.testing.assert_array_equal(source[: len(motion.template)], np.arange(len(motion.template)))
    shared = mesh.shared_normals[: 2 * count]
    assert (shared[:count] < count).all()
    assert (shared[count:] >= count).mean() > 0.95
