"""Skinning of a still head agrees with the whole chain of joints, vertex by vertex; rotations with scipy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.spatial.transform import Rotation

from face.head_model.model import read_model
from face.head_model.skinning import rest_face, rotation_matrices, vertex_positions
from tests.face.head_model import models


def slow_positions(model, shape, expression, pose):
    """Return one frame's vertices, mm, by the papers' formulas for a whole skeleton, one vertex after another."""
    directions = np.concatenate([model["shapedirs"][:, :, :300], model["shapedirs"][:, :, 300:400]], axis=2)
    shaped = model["v_template"] + directions @ np.concatenate([shape, expression])
    joints = model["J_regressor"] @ shaped
    turns = Rotation.from_rotvec(pose.reshape(-1, 3)).as_matrix()
    posed = shaped + model["posedirs"] @ (turns[1:] - np.eye(3)).ravel()
    parents = model["kintree_table"][0].astype(np.int64)
    globals_ = []
    for joint, turn in enumerate(turns):
        local = np.eye(4)
        local[:3, :3] = turn
        local[:3, 3] = joints[joint] - (joints[parents[joint]] if joint else 0)
        globals_.append(globals_[parents[joint]] @ local if joint else local)
    result = np.zeros_like(posed)
    for vertex, point in enumerate(posed):
        for joint, weight in enumerate(model["weights"][vertex]):
            if weight:
                here = globals_[joint] @ [*(point - joints[joint]), 1]
                result[vertex] += weight * here[:3]
    return result * 1000


@pytest.fixture(scope="module", params=["FLAME", "SMPL-X"])
def model(request, tmp_path_factory):
    arrays = models.flame() if request.param == "FLAME" else models.smplx()
    path = models.write_npz(tmp_path_factory.mktemp("model") / "m.npz", arrays)
    return arrays, read_model(path)


def test_frames_agree_with_the_whole_skeleton(model):
    reference, fast = model
    random = np.random.default_rng(7)
    shape, expression = random.normal(size=300), random.normal(size=(3, 100))
    rotations = random.normal(0, 0.3, (3, 3, 3))
    moving = list(fast.skeleton.moving)
    positions = vertex_positions(fast, shape, expression, rotations)
    for frame in range(3):
        pose = np.zeros((fast.skeleton.joints, 3))
        pose[moving] = rotations[frame]
        expected = slow_positions(reference, shape, expression[frame], pose)[: len(fast.template)]
        assert np.abs(positions[frame] - expected).max() < 1e-3


def test_at_rest_it_is_the_person(model):
    _, fast = model
    shape = np.full(300, 0.5)
    still = vertex_positions(fast, shape, np.zeros((2, 100)), np.zeros((2, 3, 3)))
    assert np.abs(still - 1000 * rest_face(fast, shape)).max() < 1e-3


def test_frames_do_not_depend_on_their_block(model):
    _, fast = model
    random = np.random.default_rng(1)
    expression, rotations = random.normal(size=(70, 100)), random.normal(0, 0.1, (70, 3, 3))
    whole = vertex_positions(fast, np.zeros(300), expression, rotations)
    single = vertex_positions(fast, np.zeros(300), expression[65:66], rotations[65:66])
    assert np.abs(whole[65] - single[0]).max() < 1e-3


@given(arrays.arrays(np.float64, (4, 3), elements=st.floats(-4, 4)) | st.just(np.zeros((2, 3))))
@settings(max_examples=60)
def test_rotation_matrices_are_scipy_s(vectors):
    assert np.allclose(rotation_matrices(vectors), Rotation.from_rotvec(vectors).as_matrix(), atol=1e-12)
