from dataclasses import replace

import numpy as np
import trimesh

from renderer.render_mesh import VertexNormals, build_render_mesh
from tests.renderer.ball_avatar import RADIUS, ball


def test_normals_of_a_sphere_point_outwards():
    vertices, faces = ball(rings=40)
    used = np.unique(faces)
    normals = VertexNormals(faces, len(vertices))(vertices)
    away_from_poles = np.abs(vertices[used, 1]) < RADIUS - 0.1
    np.testing.assert_allclose(normals[used][away_from_poles], vertices[used][away_from_poles] / RADIUS, atol=0.02)


def test_normals_of_a_crumpled_mesh_agree_with_trimesh():
    vertices, faces = ball(rings=6)
    crumpled = vertices + np.random.default_rng(0).normal(0, 5, vertices.shape).astype(np.float32)
    mesh = trimesh.Trimesh(crumpled, faces, process=False)
    weights = mesh.faces_sparse.multiply(mesh.area_faces).tocsr()
    expected = trimesh.unitize(weights @ mesh.face_normals)
    np.testing.assert_allclose(VertexNormals(faces, len(vertices))(crumpled), expected, atol=1e-4)


def test_a_vertex_without_a_face_has_no_normal():
    vertices = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 5, 5]])
    normals = VertexNormals(np.int32([[0, 1, 2]]), 4)(vertices)
    np.testing.assert_array_equal(normals, [[0, 0, 1]] * 3 + [[0, 0, 0]])


def test_split_vertices_share_the_normal_of_the_whole_surface():
    vertices, faces = ball(rings=12)
    corners, loose = vertices[faces].reshape(-1, 3), np.arange(faces.size, dtype=np.int32).reshape(-1, 3)
    _, first, place = np.unique(corners, axis=0, return_index=True, return_inverse=True)
    normals = VertexNormals(loose, len(corners), first[place.reshape(-1)])(corners)
    away_from_poles = np.abs(corners[:, 1]) < RADIUS - 3
    np.testing.assert_allclose(normals[away_from_poles], corners[away_from_poles] / RADIUS, atol=0.05)


def test_parts_are_joined_into_one_mesh_with_back_faces_for_two_sided_parts(head):
    part, count = head.parts[0], len(head.neutral)
    strip = replace(part, name="hair", vertices=slice(count, 2 * count), two_sided=True)
    mesh = build_render_mesh(replace(head, parts=(part, strip), neutral=np.tile(head.neutral, (2, 1))))
    assert mesh.faces.max() < 2 * count <= mesh.faces.max() + count
    faces_forward = head.neutral[strip.faces].mean(axis=1)[:, 2] > 0
    np.testing.assert_array_equal(mesh.back_faces, mesh.faces[len(part.faces) :][faces_forward, ::-1])
    assert mesh.scatter[:count].min() == 1
    assert mesh.scatter[count:].max() == 0
