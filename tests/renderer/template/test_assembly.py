import numpy as np
import pytest

from renderer.avatar.skin import CAVITY, SKIN_TONE
from renderer.render_mesh import GAMMA, VertexNormals
from renderer.template import assembly
from tests.renderer.template import heads


def linear(colour):
    return np.power(colour, GAMMA)


def place(vertices, x, y, z=None):
    """Return the vertex nearest to a place, the foremost of several there."""
    distance = np.hypot(vertices[:, 0] - x, vertices[:, 1] - y)
    return int(np.where(distance < distance.min() + 1e-3, vertices[:, 2], -np.inf).argmax())


def test_skin_and_inside_have_their_colours():
    vertices, faces = heads.head(eyes=False)
    mesh = assembly.build_template_mesh(vertices, faces).mesh
    inner = mesh.colour[len(vertices) :]
    np.testing.assert_allclose(inner, np.tile(linear(CAVITY), (len(inner), 1)), rtol=1e-6)
    assert mesh.scatter[len(vertices) :].max() == 0
    for x, y in ((0, -27), (50, 20), (-43, -53), (0, 95)):
        vertex = place(vertices, x, y)
        np.testing.assert_allclose(mesh.colour[vertex], linear(SKIN_TONE), rtol=1e-5)
        assert (mesh.gloss[vertex], mesh.scatter[vertex]) == pytest.approx((assembly.SKIN_GLOSS, 1))


def test_eyeballs_are_wet():
    assert (assembly.build_template_mesh(*heads.head()).mesh.gloss == 1).sum() == 2 * 108


def test_split_vertices_and_reversed_triangles_look_like_the_whole_mesh():
    vertices, faces = heads.head(eyes=False)
    loose_mesh = heads.split(vertices, faces)
    whole, loose = (assembly.build_template_mesh(*mesh) for mesh in ((vertices, faces), loose_mesh))
    assert whole.camera == loose.camera
    normals = [
        VertexNormals(template.mesh.faces, len(template.source), template.mesh.shared_normals)(points[template.source])
        for template, points in ((whole, vertices), (loose, loose_mesh[0]))
    ]
    np.testing.assert_allclose(normals[1][: faces.size], normals[0][faces.ravel()], atol=1e-5)
    np.testing.assert_allclose(loose.mesh.colour[: faces.size], whole.mesh.colour[faces.ravel()], atol=0.02)
