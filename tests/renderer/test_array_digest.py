import numpy as np

from renderer.array_digest import array_digest
from tests.renderer.template import heads


def test_equal_arrays_have_equal_digests():
    vertices, faces = heads.head()
    digest = array_digest(vertices, faces)
    assert digest == array_digest(vertices.astype(np.float64), faces.astype(np.int64))
    assert digest != array_digest(vertices + np.float32(1), faces)
    assert digest != array_digest(vertices, faces[::-1])


def test_shapes_and_borders_count():
    assert array_digest(np.zeros((2, 3))) != array_digest(np.zeros((3, 2)))
    assert array_digest(np.zeros(2), np.zeros(1)) != array_digest(np.zeros(1), np.zeros(2))
