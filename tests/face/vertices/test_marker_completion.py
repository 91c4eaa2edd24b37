"""All 46 markers are found on a face from a few of them, or from landmarks in FLAME's file."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face.errors import InputError
from face.markers import fapu_from_markers
from face.markers.average_face import AVERAGE_FACE, both_sides
from face.regions import MARKERS
from face.vertices.marker_completion import LANDMARKS, NEEDED, complete_markers, read_landmarks, warp
from tests.face.head_model.models import python_2_pickle

STEP = 2.0
SCALE = (1.15, 0.92, 1.0)


def relief() -> np.ndarray:
    """Return a face as a relief of points `(V, 3)` mm, its nose at the origin, and the back of the head behind it."""
    x, y = np.meshgrid(np.arange(-80, 81, STEP), np.arange(-100, 101, STEP))
    x, y = x.ravel(), y.ravel()
    nose = 18 * np.exp(-(x**2 + y**2) / 150)
    front = np.stack([x, y, -18 - (x / 12) ** 2 - (y / 25) ** 2 + nose], axis=1)
    return np.concatenate([front, front * (1, 1, 0) - (0, 0, 160)])


FACE = relief()
PLACES = both_sides(AVERAGE_FACE) * SCALE
TRUTH = {
    name: int(((FACE[: len(FACE) // 2, :2] - place[:2]) ** 2).sum(axis=1).argmin())
    for name, place in zip(MARKERS, PLACES, strict=True)
}


@pytest.mark.parametrize("known", [NEEDED, (*NEEDED, "CH2"), tuple(LANDMARKS), MARKERS])
def test_the_others_are_found(known):
    markers = complete_markers(FACE, {name: TRUTH[name] for name in known})
    assert list(markers) == list(MARKERS)
    for name, vertex in markers.items():
        distance = np.linalg.norm(FACE[vertex, :2] - FACE[TRUTH[name], :2])
        assert distance == 0 if name in known else distance < 4.5
    assert fapu_from_markers(FACE[list(markers.values())].astype(np.float32)).mw == pytest.approx(59 * 1.15, abs=STEP)


def test_what_is_missing_or_no_face_is_said():
    with pytest.raises(InputError, match="the markers Mou3, RBRO4 are needed"):
        complete_markers(FACE, {name: TRUTH[name] for name in NEEDED if name not in ("Mou3", "RBRO4")})
    turned = {name: TRUTH[name] for name in NEEDED} | {"Mou3": TRUTH["LBRO1"], "LBRO1": TRUTH["Mou3"]}
    with pytest.raises(InputError):
        complete_markers(FACE, turned)


@given(st.lists(st.floats(-2, 2), min_size=6, max_size=6))
@settings(max_examples=30)
def test_the_spline_keeps_affine_maps(numbers):
    sources = both_sides(AVERAGE_FACE)[::3, :2]
    matrix, shift = np.array(numbers[:4]).reshape(2, 2), np.array(numbers[4:])
    points = both_sides(AVERAGE_FACE)[:, :2]
    assert np.allclose(warp(sources, sources @ matrix + shift, points), points @ matrix + shift, atol=1e-6)


FACES = np.arange(60 * 3, dtype=np.int32).reshape(60, 3)


def landmark_file(path, **changes):
    content = {"lmk_face_idx": np.arange(51, dtype=np.uint32), "lmk_b_coords": np.tile([0.2, 0.7, 0.1], (51, 1))}
    path.write_bytes(python_2_pickle(content | changes))
    return path


def test_landmarks_of_flame(tmp_path):
    found = read_landmarks(landmark_file(tmp_path / "m.pkl"), FACES)
    assert found == {name: 3 * landmark + 1 for name, landmark in LANDMARKS.items()}
    assert set(NEEDED) <= set(found)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lmk_face_idx": np.arange(68)}, "51 are expected"),
        ({"lmk_face_idx": np.arange(51) + 20}, "names the face 70, and the mesh has 60"),
        ({"lmk_face_idx": np.ones(51)}, "51 are expected"),
        ({"lmk_b_coords": "none"}, "is not an array"),
    ],
)
def test_other_landmarks_are_refused(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        read_landmarks(landmark_file(tmp_path / "m.pkl", **changes), FACES)


def test_a_file_without_landmarks_is_refused(tmp_path):
    (tmp_path / "m.pkl").write_bytes(python_2_pickle({"v_template": np.ones(3)}))
    with pytest.raises(InputError, match="holds no landmarks"):
        read_landmarks(tmp_path / "m.pkl", FACES)
