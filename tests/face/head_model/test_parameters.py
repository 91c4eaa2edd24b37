"""Parameters of every layout move the same face; what is assumed or left out is said, what does not fit is refused."""

import contextlib
import io
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from face.errors import InputError
from face.head_model.model import read_model
from face.head_model.skinning import vertex_positions
from face.motion_reading import ReadOptions, read_motion_file
from face.vertex_motion import VertexMotion
from tests.damaged_files import damaged
from tests.face.head_model import models
from tests.face.head_model.tensors import write_tensors

RANDOM = np.random.default_rng(3)
FRAMES = 6
EXPRESSION = RANDOM.normal(size=(FRAMES, 50)).astype(np.float32)
JAW = RANDOM.normal(0, 0.1, (FRAMES, 3)).astype(np.float32)
HEAD = RANDOM.normal(0, 0.1, (FRAMES, 3)).astype(np.float32)
SHAPE = RANDOM.normal(size=100).astype(np.float32)
STILL = np.zeros((FRAMES, 3), np.float32)


@pytest.fixture(scope="module")
def flame(tmp_path_factory):
    return models.write_pkl(tmp_path_factory.mktemp("model") / "flame.pkl", models.flame())


@pytest.fixture(scope="module")
def smplx(tmp_path_factory):
    return models.write_npz(tmp_path_factory.mktemp("model") / "smplx.npz", models.smplx())


def expected(path, expression=EXPRESSION, jaw=JAW, shape=SHAPE, eyes=None):
    """Return the positions of these parameters by the model."""
    coefficients = np.zeros((FRAMES, 100))
    coefficients[:, : expression.shape[1]] = expression
    person = np.zeros(300)
    person[: len(shape)] = shape
    left, right = (STILL, STILL) if eyes is None else eyes
    return vertex_positions(read_model(path), person, coefficients, np.stack([jaw, left, right], axis=1).astype(float))


def read(path, model, **options):
    file = read_motion_file(path, ReadOptions(model=model, **options))
    assert isinstance(file.motion, VertexMotion)
    return file.motion, " / ".join(file.notes)


def saved(tmp_path, **arrays):
    np.savez(tmp_path / "m.npz", **arrays)
    return tmp_path / "m.npz"


LAYOUTS = {
    "DiffPoseTalk": {"exp": EXPRESSION, "pose": np.hstack([HEAD, JAW]), "shape": np.tile(SHAPE, (FRAMES, 1))},
    "a batch of one": {"exp": EXPRESSION[None], "pose": np.hstack([HEAD, JAW])[None], "shape": SHAPE[None]},
    "jaw alone": {"expression": EXPRESSION, "jaw_pose": JAW, "shape": SHAPE},
    "gpose": {"exp": EXPRESSION, "jawpose": JAW, "gpose": HEAD, "shape": SHAPE},
    "root and jaw": {"expcode": EXPRESSION, "pose": np.stack([HEAD, JAW], axis=1), "shapecode": SHAPE},
    "pose of the jaw": {"exp": EXPRESSION, "posecode": JAW, "betas": SHAPE},
    "root, neck, jaw": {"exp": EXPRESSION, "pose": np.hstack([HEAD, HEAD, JAW]), "shape": SHAPE},
    "whole pose": {"exp": EXPRESSION, "full_pose": np.hstack([HEAD, STILL, JAW, STILL, STILL]), "shape": SHAPE},
    "SMIRK": {"expression_params": EXPRESSION, "pose_params": HEAD, "jaw_params": JAW, "shape_params": SHAPE},
    "VHAP": {"expr": EXPRESSION, "jaw_pose": JAW, "rotation": HEAD, "neck_pose": HEAD, "shape": SHAPE,
             "eyes_pose": np.zeros((FRAMES, 6)), "translation": HEAD},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_flame(tmp_path, flame, layout):
    motion, notes = read(saved(tmp_path, **LAYOUTS[layout]), flame)
    assert np.abs(motion.positions - expected(flame)).max() < 1e-3
    assert motion.rate == 25
    assert "25 frames per second are assumed" in notes
    head_moves = layout not in ("jaw alone", "pose of the jaw")
    assert ("the head's rotation" in notes) == head_moves


def test_eyes(tmp_path, flame):
    gaze = 0.2 * JAW
    both = np.hstack([gaze, -gaze])
    for arrays in (
        {"eyes_pose": both, "jaw": JAW},
        {"leye_pose": gaze, "reye_pose": -gaze, "jaw": JAW},
        {"pose": np.hstack([STILL, STILL, JAW, both])},
    ):
        motion, _ = read(saved(tmp_path, exp=EXPRESSION, shape=SHAPE, **arrays), flame)
        assert np.abs(motion.positions - expected(flame, eyes=(gaze, -gaze))).max() < 1e-3


@pytest.mark.parametrize("columns", [53, 56, 103, 106])
@pytest.mark.parametrize("suffix", ["npy", "pt", "pkl"])
def test_matrices_without_names(tmp_path, flame, columns, suffix):
    head = (HEAD,) if columns in (56, 106) else ()
    padding = np.zeros((FRAMES, 50 if columns > 100 else 0), np.float32)
    matrix = np.hstack([EXPRESSION, padding, *head, JAW])
    path = tmp_path / f"m.{suffix}"
    match suffix:
        case "npy":
            np.save(path, matrix)
        case "pkl":
            path.write_bytes(pickle.dumps(matrix))
        case _:
            write_tensors(path, matrix)
    motion, notes = read(path, flame)
    assert np.abs(motion.positions - expected(flame, shape=[])).max() < 1e-3
    assert "the model's average face is shown" in notes
    assert ("the head's rotation is left out" in notes) == bool(head)


def test_beat2_by_smplx(tmp_path, smplx):
    poses = RANDOM.normal(0, 0.2, (FRAMES, 165)).astype(np.float32)
    poses[:, 66:75] = np.hstack([JAW, STILL, STILL])
    path = saved(tmp_path, poses=poses, expressions=EXPRESSION, betas=SHAPE, trans=HEAD, gender="neutral",
                 model="smplx2020", mocap_frame_rate=np.array(30))  # fmt: skip
    motion, notes = read(path, smplx)
    assert np.abs(motion.positions - expected(smplx)).max() < 1e-3
    assert motion.rate == 30
    assert "its place and the rotation of body and head is left out" in notes
    assert "of SMPL-X's body, head and neck are shown" in notes


def test_a_pickle_of_parameters(tmp_path, flame):
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(LAYOUTS["DiffPoseTalk"] | {"name": "clip", "fps": 50, "x": [None]}))
    motion, _ = read(tmp_path / "m.pkl", flame)
    assert np.abs(motion.positions - expected(flame)).max() < 1e-3
    assert motion.rate == 50


def test_frames_that_are_not_finite_are_held(tmp_path, flame):
    broken = EXPRESSION.copy()
    broken[2] = np.nan
    motion, notes = read(saved(tmp_path, exp=broken, jaw=JAW, shape=SHAPE), flame)
    assert "1 of 6 frames are not finite" in notes
    assert np.array_equal(motion.positions[2], motion.positions[1])


def test_what_the_file_lacks_or_has_too_much_of_is_noted(tmp_path, flame):
    assert "the file has no expression; it stays neutral" in read(saved(tmp_path, jaw=JAW), flame)[1]
    many = np.ones((FRAMES, 120))
    assert "the file's other 20 are left out" in read(saved(tmp_path, exp=many), flame)[1]
    shapes = np.linspace(0, 1, FRAMES)[:, None] * SHAPE
    assert "its mean is used" in read(saved(tmp_path, exp=EXPRESSION, shape=shapes), flame)[1]
    assert "taken as its opening" in read(saved(tmp_path, exp=EXPRESSION, jaw=JAW[:, :1]), flame)[1]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"exp": EXPRESSION, "pose": JAW[:4]}, "numbers of frames differ: expression 6 and pose 4"),
        (
            {"exp": EXPRESSION, "pose": np.ones((FRAMES, 7))},
            "the pose has 7 numbers per frame; FLAME's has 3, 6, 9 or 15",
        ),
        ({"exp": EXPRESSION, "jaw": np.ones((FRAMES, 3, 3))}, "with 3 numbers a rotation"),
        ({"exp": EXPRESSION, "jaw": np.ones((FRAMES, 6))}, "the jaw has 6 numbers per frame"),
        ({"exp": EXPRESSION, "jaw": JAW * 200}, "rotations must be in radians"),
        ({"exp": EXPRESSION * 1e4}, "which is no face"),
        ({"exp": EXPRESSION * np.nan}, "no frame has finite parameters"),
        ({"exp": EXPRESSION, "shape": SHAPE * np.inf}, "shape is not finite"),
        ({"exp": EXPRESSION, "expression": EXPRESSION}, "several arrays hold the expression"),
        ({"exp": np.array([{}], object)}, "Python objects"),
        ({"exp": EXPRESSION[:0]}, "holds no numbers"),
        ({"other": EXPRESSION}, "neither expression nor jaw"),
        ({"exp": EXPRESSION, "eyes": np.ones((2, 6))}, "an eye's rotation"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, flame, arrays, message):
    with pytest.raises(InputError, match=message):
        read(saved(tmp_path, **arrays), flame)


def test_a_body_without_a_face_is_refused(tmp_path, smplx):
    with pytest.raises(InputError, match=r"the pose has 156 numbers per frame; SMPL-X's has 165"):
        read(saved(tmp_path, poses=np.ones((FRAMES, 156)), betas=SHAPE), smplx)


@pytest.mark.parametrize("arrays", [LAYOUTS["DiffPoseTalk"], {"data": np.hstack([EXPRESSION, JAW])}])
def test_without_a_model_it_says_so(tmp_path, arrays):
    with pytest.raises(InputError, match=r"parameters of FLAME or SMPL-X; give your own copy of that model"):
        read_motion_file(saved(tmp_path, **arrays))


def _file() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, exp=EXPRESSION[:2, :3], jaw=JAW[:2])
    return content.getvalue()


@given(content=damaged(_file()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_damaged_files_are_read_or_refused(tmp_path, flame, content):
    (tmp_path / "m.npz").write_bytes(content)
    with contextlib.suppress(InputError):
        read(tmp_path / "m.npz", flame)
