import numpy as np

from renderer.render_mesh import VertexNormals
from renderer.template.enclosure import visible_share
from tests.renderer.ball_avatar import RADIUS, ball
from tests.renderer.template import heads


def share(vertices, faces):
    whole = heads.merged(vertices, faces)
    return visible_share(vertices, whole, VertexNormals(whole, len(vertices))(vertices))


def test_a_ball_is_seen_from_nearly_half_of_all_directions():
    vertices, faces = ball(rings=12)
    used = np.unique(heads.merged(vertices, faces))
    assert 0.3 < share(vertices, faces)[used].min() <= share(vertices, faces)[used].max() < 0.6


def test_what_lies_within_is_seen_from_nowhere():
    vertices, faces = ball(rings=12)
    inner = np.concatenate([vertices, 0.5 * vertices])
    result = share(inner, np.concatenate([faces, faces + len(vertices)]))
    assert result[len(vertices) :].max() == 0


def test_the_bottom_of_a_pit_is_seen_from_few_directions():
    vertices, faces = ball(rings=24)
    pit = vertices[:, 2] > 0.9 * RADIUS
    dented = np.where(pit[:, None], vertices * (1, 1, -0.3), vertices).astype(np.float32)
    result = share(dented, faces)
    bottom = np.hypot(*dented[:, :2].T) < 0.25 * RADIUS
    assert 0 < result[bottom & pit].max() < 0.2


def test_the_size_of_the_mesh_does_not_count():
    vertices, faces = heads.head()
    np.testing.assert_allclose(share(vertices, faces), share(1000 * vertices + 9, faces), atol=0.1)
