"""The unit, the axes and the outside of a head are recognised from its mesh."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from face.errors import InputError
from face.mesh import Mesh
from face.vertices.template_frame import faces_point_outwards, recognise_frame
from tests.face.vertices.heads import head

VERTICES, FACES = head()
AXES = {
    "z up": Rotation.from_euler("x", 90, degrees=True).as_matrix(),
    "a camera's": Rotation.from_euler("x", 180, degrees=True).as_matrix(),
    "turned round": Rotation.from_euler("y", 180, degrees=True).as_matrix(),
    "x forward, z up": np.array([[0, 0, 1.0], [1, 0, 0], [0, 1, 0]]),
}


@pytest.mark.parametrize(("unit", "scale"), [("metres", 1000), ("centimetres", 10), ("millimetres", 1)])
def test_the_unit_is_taken_from_the_size(unit, scale):
    frame = recognise_frame(Mesh(VERTICES / scale, FACES))
    assert np.allclose(frame.to_mm, np.eye(3) * scale)
    assert frame.scale == pytest.approx(scale)
    assert len(frame.notes) == 1
    assert f"the unit is taken as {unit}" in frame.notes[0]


def test_a_head_of_no_unit_is_made_as_high_as_a_head():
    frame = recognise_frame(Mesh(VERTICES / 200, FACES))
    turned = VERTICES / 200 @ frame.to_mm.T
    assert np.ptp(turned[:, 1]) == pytest.approx(240)
    assert "no head in metres" in frame.notes[0]


@pytest.mark.parametrize("name", AXES)
def test_axes_are_recognised(name):
    frame = recognise_frame(Mesh(VERTICES @ AXES[name].T, FACES))
    assert np.allclose(frame.to_mm @ AXES[name], np.eye(3), atol=1e-9)
    assert "the file's axes are taken as" in frame.notes[1]


def test_a_ball_has_no_axes():
    directions = np.random.default_rng(1).normal(size=(500, 3))
    ball = 100 * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    frame = recognise_frame(Mesh(ball, np.arange(498)[:, None] + np.arange(3)))
    assert np.allclose(np.abs(frame.to_mm), np.eye(3))
    assert "the axes can't be recognised; y is taken as up and z as forward" in frame.notes


def test_triangles_that_face_inwards_are_named():
    assert faces_point_outwards(VERTICES, FACES)
    assert not recognise_frame(Mesh(VERTICES, FACES)).flips_faces
    frame = recognise_frame(Mesh(VERTICES, FACES[:, ::-1]))
    assert frame.flips_faces
    assert "face inwards" in frame.notes[-1]


def test_a_flat_mesh_is_no_head():
    with pytest.raises(InputError, match="is flat"):
        recognise_frame(Mesh(VERTICES * (1, 0, 0), FACES))
