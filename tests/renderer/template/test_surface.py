import numpy as np
import pytest

from face.errors import InputError
from renderer.template import surface
from tests.renderer.template import heads


def test_a_head_that_is_right_needs_no_note_but_for_its_eyes():
    assert surface.read_surface(*heads.head(eyes=False)).notes() == ()
    (note,) = surface.read_surface(*heads.head()).notes()
    assert "eyeballs" in note


def test_triangles_that_were_turned_are_counted():
    vertices, faces = heads.split(*heads.head(eyes=False))
    found = surface.read_surface(vertices, faces)
    assert found.turned == pytest.approx(len(found.faces) / 2, abs=20)
    assert f"{found.turned} of the template's {len(found.faces)} triangles faced inwards" in found.notes()[0]


def test_a_mesh_without_a_face_is_noted():
    triangle = surface.read_surface(np.float32([[0, 0, 0], [9, 0, 0], [0, 9, 0]]), np.int32([[0, 1, 2]]))
    assert "no face was recognised" in triangle.notes()[0]


def test_a_mesh_without_area_or_of_millions_of_vertices_is_refused(monkeypatch):
    with pytest.raises(InputError, match="no triangle"):
        surface.read_surface(np.zeros((3, 3), np.float32), np.int32([[0, 1, 2]]))
    monkeypatch.setattr(surface, "MAX_VERTICES", 2)
    with pytest.raises(InputError, match="at most 2"):
        surface.read_surface(np.zeros((3, 3), np.float32), np.int32([[0, 1, 2]]))
