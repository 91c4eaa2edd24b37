"""Flat grids of vertices 1 mm apart, as meshes to test with."""

import numpy as np


def quad_grid(size):
    """Return the vertices `((size + 1)², 3)` and quads `(size², 4)` of a square in the plane z = 0."""
    x, y = np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="ij")
    i, j = (index.ravel() for index in np.meshgrid(np.arange(size), np.arange(size), indexing="ij"))
    corner = i * (size + 1) + j
    quads = np.stack([corner, corner + size + 1, corner + size + 2, corner + 1], axis=1)
    return np.stack([x, y, 0 * x], axis=-1).reshape(-1, 3), quads


def triangle_grid(width=9, height=7, *, noise=0.0):
    """Return vertices and triangles of a rectangle; inner vertices are moved at random by up to `noise` mm."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    random = np.random.default_rng(2)
    is_inner = (x > 0) & (x < width - 1) & (y > 0) & (y < height - 1)
    x = x + noise * is_inner * random.uniform(-1, 1, x.shape)
    y = y + noise * is_inner * random.uniform(-1, 1, y.shape)
    corner = (np.arange(height - 1)[:, None] * width + np.arange(width - 1)).ravel()
    faces = [[corner, corner + 1, corner + width + 1], [corner, corner + width + 1, corner + width]]
    return np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1), np.concatenate([np.array(f).T for f in faces])
