from dataclasses import replace

import numpy as np
import pytest

from face import npz_file
from face.errors import InputError
from face.morph_motion import MorphMotion

TRIANGLE = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]])


def motion():
    """Return two frames of one target on a triangle."""
    return MorphMotion(
        weights=np.float32([[0], [1]]),
        rate=30.0,
        template=TRIANGLE,
        targets=np.ones((1, 3, 3)),
        faces=np.int32([[0, 1, 2]]),
        back_faces=np.empty((0, 3)),
        colour=np.ones((3, 3)),
        gloss=np.zeros(3),
        scatter=np.ones(3),
        picture=np.array([0, 0, 0, 300.0]),
    )


def test_it_is_saved_and_loaded_exactly(tmp_path):
    npz_file.save(motion(), tmp_path / "m.npz")
    loaded = npz_file.load(MorphMotion, tmp_path / "m.npz")
    for name, value in vars(motion()).items():
        np.testing.assert_array_equal(getattr(loaded, name), value)
    assert len(loaded) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": np.ones((2, 2))}, r"weights must have shape \(T, 1\)"),
        ({"targets": np.ones((1, 2, 3))}, "targets must have shape"),
        ({"colour": np.full((3, 3), np.nan)}, "colour is not a finite number"),
        ({"faces": np.int32([[0, 1, 3]])}, "names a vertex"),
        ({"back_faces": np.int32([[0, 1, -1]])}, "names a vertex"),
        ({"faces": np.empty((0, 3))}, "no triangle"),
        ({"rate": 0.0}, "above 0 Hz"),
        ({"picture": np.zeros(4)}, "height above 0"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(InputError, match=message):
        replace(motion(), **changes)
