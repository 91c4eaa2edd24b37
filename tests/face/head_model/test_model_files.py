"""FLAME's and SMPL-X's files come out with the right arrays, by either format; others are refused in one sentence."""

import pickle

import numpy as np
import pytest

from face.errors import InputError
from face.head_model.model import read_model
from tests.face.head_model import models

FLAME, SMPLX = models.flame(), models.smplx()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {
        "Python 2": models.write_pkl(folder / "flame.pkl", FLAME),
        "Select": models.write_pkl(folder / "select.pkl", FLAME, as_select=True),
        "npz": models.write_npz(folder / "flame.npz", FLAME),
        "SMPL-X": models.write_npz(folder / "smplx.npz", SMPLX),
        **{
            f"protocol {protocol}": _write(folder / f"flame{protocol}.pkl", pickle.dumps(FLAME, protocol))
            for protocol in range(2, 6)
        },
    }


def _write(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["Python 2", "Select", "npz", *(f"protocol {number}" for number in range(2, 6))])
def test_a_flame_file_of_any_format(files, kind):
    model = read_model(files[kind])
    assert model.skeleton.name == "FLAME"
    assert np.array_equal(model.template, FLAME["v_template"])
    assert np.array_equal(model.faces, FLAME["f"])
    assert np.array_equal(model.shape_directions, FLAME["shapedirs"][:, :, :300].astype(np.float32))
    assert np.array_equal(model.expression_directions, FLAME["shapedirs"][:, :, 300:].astype(np.float32))
    assert np.array_equal(model.pose_directions, FLAME["posedirs"][:, :, 9:].astype(np.float32))
    assert np.allclose(model.joints, (FLAME["J_regressor"] @ FLAME["v_template"])[2:])


def test_small_models_have_ten_directions_of_either_kind(tmp_path):
    small = models.flame(20)
    model = read_model(models.write_npz(tmp_path / "m.npz", small))
    assert np.array_equal(model.expression_directions, small["shapedirs"][:, :, 10:].astype(np.float32))


def test_smplx_is_cut_to_the_head(files):
    model = read_model(files["SMPL-X"])
    head = len(SMPLX["v_template"]) - 4
    assert model.skeleton.name == "SMPL-X"
    assert np.array_equal(model.template, SMPLX["v_template"][:head])
    assert np.array_equal(model.faces, SMPLX["f"][:-2])
    assert np.allclose(model.joints, (SMPLX["J_regressor"] @ SMPLX["v_template"])[22:25])


def without(key):
    return {name: array for name, array in FLAME.items() if name != key}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (without("weights"), "has no weights|no array weights"),
        (FLAME | {"weights": FLAME["weights"][:, :4]}, "is a model of 4 joints; FLAME has 5 and SMPL-X 55"),
        (FLAME | {"weights": FLAME["weights"] * 2}, "do not add up to 1"),
        (FLAME | {"v_template": FLAME["v_template"][:-1]}, "v_template has the shape"),
        (FLAME | {"shapedirs": FLAME["shapedirs"][:, :, :150]}, "150 directions"),
        (FLAME | {"posedirs": FLAME["posedirs"] * np.nan}, "something else than finite numbers"),
        (FLAME | {"f": FLAME["f"] + 1000}, "its faces do not fit"),
        (FLAME | {"f": np.empty((0, 3))}, "its faces do not fit"),
        (FLAME | {"v_template": "text"}, "is not an array of numbers|shape"),
        ([1, 2], "holds no model"),
    ],
)
def test_another_file_is_refused(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_model(_write(tmp_path / "m.pkl", pickle.dumps(content)))


@pytest.mark.parametrize(("name", "message"), [("m.pt", "give FLAME's or SMPL-X's .pkl or .npz"), ("m.pkl", "exist")])
def test_a_missing_or_unknown_file_is_refused(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        read_model(tmp_path / name)
