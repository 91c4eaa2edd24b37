"""Linear blend skinning of a head that keeps still: only jaw and eyes turn, about joints that do not move otherwise.

With all other joints at rest, the usual chain of joints is the identity, and a vertex `v` becomes
`v + sum over jaw and eyes of weight * (R - 1)(v - joint)`.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.head_model.model import HeadModel

BLOCK_FRAMES: Final = 32
MM: Final = 1000.0


def rest_face(model: HeadModel, shape: Float64Array) -> Float64Array:
    """Return a person's face at rest, `(V, 3)` m; `shape` `(S,)` are the person's coefficients."""
    return np.asarray(model.template + model.shape_directions @ shape)


def vertex_positions(
    model: HeadModel, shape: Float64Array, expression: Float64Array, rotations: Float64Array
) -> Float32Array:
    """Return the vertices of each frame, `(T, V, 3)` mm.

    Parameters
    ----------
    model
        With `S` directions of shape and `E` of expression.
    shape
        `(S,)`.
    expression
        `(T, E)`.
    rotations
        `(T, 3, 3)` rad: rotation vectors of jaw, left eye and right eye.
    """
    result = np.empty((len(expression), len(model.template), 3), np.float32)
    for start, block in _blocks(model, shape, expression, rotations):
        result[start : start + len(block)] = block * MM
    return result


def _blocks(
    model: HeadModel, shape: Float64Array, expression: Float64Array, rotations: Float64Array
) -> Iterator[tuple[int, Float64Array]]:
    rest = rest_face(model, shape)
    count = len(rest)
    expressions = model.expression_directions.reshape(3 * count, -1).T
    correctives = model.pose_directions.reshape(3 * count, -1).T
    joints = model.joints + model.joint_shapes @ shape
    for start in range(0, len(expression), BLOCK_FRAMES):
        frames = slice(start, start + BLOCK_FRAMES)
        turns = rotation_matrices(rotations[frames]) - np.eye(3)
        moved = expression[frames].astype(np.float32) @ expressions
        moved += turns.reshape(len(turns), -1).astype(np.float32) @ correctives
        vertices = rest + moved.reshape(-1, count, 3)
        centres = joints + np.einsum("jce,te->tjc", model.joint_expressions, expression[frames])
        yield start, vertices + _turned(vertices, model.weights, turns, centres)


def _turned(vertices: Float64Array, weights: Float64Array, turns: Float64Array, centres: Float64Array) -> Float64Array:
    """Return what rotations add: vertices `(T, V, 3)`, weights `(V, J)`, turns `(T, J, 3, 3)`, centres `(T, J, 3)`."""
    added = np.zeros_like(vertices)
    for joint in range(weights.shape[1]):
        chosen = np.flatnonzero(weights[:, joint])
        beside = vertices[:, chosen] - centres[:, joint, None]
        added[:, chosen] += weights[chosen, joint, None] * (beside @ turns[:, joint].transpose(0, 2, 1))
    return added


def rotation_matrices(vectors: Float64Array) -> Float64Array:
    """Return rotation vectors `(..., 3)` rad as matrices `(..., 3, 3)` (Rodrigues' formula)."""
    angle = np.linalg.norm(vectors, axis=-1)[..., None, None]
    safe = np.where(angle > 0, angle, 1)
    x, y, z = np.moveaxis(vectors, -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*vectors.shape, 3)
    sine = np.sinc(angle / np.pi)
    cosine = (np.sin(safe / 2) / safe) ** 2 * 2
    return np.asarray(np.eye(3) + sine * cross + cosine * (cross @ cross))
