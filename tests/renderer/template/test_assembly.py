import numpy as np
import pytest

from face.errors import InputError
from renderer.avatar.skin import CAVITY, SKIN_TONE
from renderer.render_mesh import GAMMA, VertexNormals
from renderer.template import assembly
from tests.renderer.template import heads


def split(vertices, faces):
    """Return the mesh with vertices of its own for each triangle, every second one reversed."""
    loose = np.arange(faces.size, dtype=np.int32).reshape(-1, 3)
    loose[::2] = loose[::2, ::-1]
    return vertices[faces].reshape(-1, 3), loose


def test_skin_and_inside_have_their_colours():
    vertices, faces = heads.head(eyes=False)
    template = assembly.build_template_mesh(vertices, faces)
    skin, inner = np.split(template.mesh.colour, [len(vertices)])
    np.testing.assert_allclose(skin, np.tile(np.power(SKIN_TONE, GAMMA), (len(skin), 1)), rtol=1e-6)
    np.testing.assert_allclose(inner, np.tile(np.power(CAVITY, GAMMA), (len(inner), 1)), rtol=1e-6)
    assert template.mesh.scatter[: len(vertices)].min() == 1
    assert template.mesh.scatter[len(vertices) :].max() == 0
    assert template.notes == ()


def test_eyeballs_are_wet_and_noted():
    vertices, faces = heads.head()
    template = assembly.build_template_mesh(vertices, faces)
    assert (template.mesh.gloss == 1).sum() == 2 * 108
    assert "eyeballs" in template.notes[0]


def test_split_vertices_and_reversed_triangles_look_like_the_whole_mesh():
    vertices, faces = heads.head(eyes=False)
    whole, loose = (assembly.build_template_mesh(*mesh) for mesh in ((vertices, faces), split(vertices, faces)))
    assert "faced inwards" in loose.notes[0]
    assert whole.camera == loose.camera
    normals = {
        id(template): VertexNormals(template.mesh.faces, len(template.source), template.mesh.shared_normals)(
            points[template.source]
        )
        for template, points in ((whole, vertices), (loose, split(vertices, faces)[0]))
    }
    np.testing.assert_allclose(normals[id(loose)][: faces.size], normals[id(whole)][faces.ravel()], atol=1e-5)


def test_a_mesh_without_a_face_is_noted():
    template = assembly.build_template_mesh(np.float32([[0, 0, 0], [9, 0, 0], [0, 9, 0]]), np.int32([[0, 1, 2]]))
    assert "no face was recognised" in template.notes[0]


def test_a_mesh_without_area_or_of_millions_of_vertices_is_refused(monkeypatch):
    with pytest.raises(InputError, match="no triangle"):
        assembly.build_template_mesh(np.zeros((3, 3), np.float32), np.int32([[0, 1, 2]]))
    monkeypatch.setattr(assembly, "MAX_VERTICES", 2)
    with pytest.raises(InputError, match="at most 2"):
        assembly.build_template_mesh(np.zeros((3, 3), np.float32), np.int32([[0, 1, 2]]))
