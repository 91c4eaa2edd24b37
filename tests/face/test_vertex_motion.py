"""Vertex motion refuses what is not the motion of a mesh, and survives a file exactly."""

import numpy as np
import pytest

from face import npz_file
from face.errors import InputError
from face.vertex_motion import VertexMotion

TEMPLATE = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]])
POSITIONS = TEMPLATE + np.random.default_rng(1).normal(size=(5, 4, 3)).astype(np.float32)


def test_round_trip_is_exact(tmp_path):
    motion = VertexMotion(POSITIONS, 30, TEMPLATE, FACES)
    npz_file.save(motion, tmp_path / "m.npz")
    again = npz_file.load(VertexMotion, tmp_path / "m.npz")
    assert np.array_equal(again.positions, motion.positions)
    assert np.array_equal(again.template, motion.template)
    assert np.array_equal(again.faces, motion.faces)
    assert (again.rate, len(again), again.faces.dtype) == (30.0, 5, np.int32)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"positions": POSITIONS[:, 1:]}, r"positions must have shape \(T, 4, 3\), not \(5, 3, 3\)"),
        ({"positions": np.where(POSITIONS[3, 1, 0] == POSITIONS, np.nan, POSITIONS)}, "finite number in frame 3"),
        ({"rate": 0}, "rate above 0 Hz"),
        ({"template": TEMPLATE * np.nan}, "without a finite position"),
        ({"faces": np.empty((0, 3))}, "no triangle"),
        ({"faces": [[0, 1, 4]]}, "mesh of 4 vertices does not have"),
        ({"faces": [[0, 1, -1]]}, "mesh of 4 vertices does not have"),
    ],
)
def test_what_is_no_motion_of_a_mesh_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        VertexMotion(**({"positions": POSITIONS, "rate": 30, "template": TEMPLATE, "faces": FACES} | change))
