"""A head that parameters move: FLAME whole, or SMPL-X cut to the head, from the user's own model file.

Li et al. 2017, "Learning a model of facial shape and expression from 4D scans"; Pavlakos et al. 2019, "Expressive body
capture". The files hold a template, directions of shape and expression, pose correctives, a joint regressor and
skinning weights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array, Float64Array, Int32Array, IntArray
from face.errors import InputError
from face.head_model.pickle_reader import Call, read_pickle
from face.head_model.pickled_arrays import to_array
from face.reading.array_files import open_arrays
from face.reading.file_version import FileVersion, file_version


@dataclass(frozen=True)
class Skeleton:
    """Which joints of a model move a face, and which joints its head is made of.

    Attributes
    ----------
    name
        As users call the model.
    joints
        How many there are.
    jaw, eyes
        Their indices; the left eye first.
    head
        The joints whose vertices are kept, by their greatest weight; None keeps all.
    """

    name: str
    joints: int
    jaw: int
    eyes: tuple[int, int]
    head: tuple[int, ...] | None

    @property
    def moving(self) -> tuple[int, int, int]:
        """Return the joints that move in a head that keeps still: jaw, left eye, right eye."""
        return (self.jaw, *self.eyes)


FLAME: Final = Skeleton("FLAME", 5, 2, (3, 4), None)
"""Joints: root, neck, jaw, left eye, right eye."""
SMPLX: Final = Skeleton("SMPL-X", 55, 22, (23, 24), (12, 15, 22, 23, 24))
"""Joints: a body's 22, then jaw, left eye, right eye, and the hands'; the head is neck, head, jaw and eyes."""
_SKELETONS: Final = {skeleton.joints: skeleton for skeleton in (FLAME, SMPLX)}

SHAPES: Final = 300
EXPRESSIONS: Final = 100
"""How many directions of either kind the released models have; those of 20 in all have 10 of each."""
MAX_VERTICES: Final = 50_000
KEYS: Final = ("v_template", "shapedirs", "posedirs", "weights", "J_regressor", "f")


@dataclass(frozen=True, eq=False)
class HeadModel:
    """The parts of a model that a still head needs, in metres.

    Attributes
    ----------
    skeleton
        FLAME's or SMPL-X's.
    template
        `(V, 3)`.
    faces
        `(F, 3)`.
    shape_directions, expression_directions
        `(V, 3, S)` and `(V, 3, E)`, m for each unit of a coefficient.
    pose_directions
        `(V, 3, 27)`, m for each entry of rotation matrix minus identity, of jaw, left and right eye.
    weights
        `(V, 3)`, how much of each vertex follows jaw, left and right eye.
    joints, joint_shapes, joint_expressions
        `(3, 3)`, `(3, 3, S)` and `(3, 3, E)`: where those joints are, and how the coefficients move them.
    """

    skeleton: Skeleton
    template: Float64Array
    faces: Int32Array
    shape_directions: Float32Array
    expression_directions: Float32Array
    pose_directions: Float32Array
    weights: Float64Array
    joints: Float64Array
    joint_shapes: Float64Array
    joint_expressions: Float64Array


def read_model(path: Path) -> HeadModel:
    """Read a FLAME or SMPL-X model (.pkl, .npz).

    Raises
    ------
    InputError
        If it is missing, broken, or another model; nothing in it is ever run.
    """
    return _read_version(path, file_version(path))


@lru_cache(maxsize=1)
def _read_version(path: Path, _version: FileVersion) -> HeadModel:
    read = _reader(path)
    arrays = {key: read(key) for key in KEYS}
    skeleton = _checked_skeleton(arrays, path)
    directions = arrays["shapedirs"]
    shapes, expressions = _split_directions(directions, path)
    regressor = arrays["J_regressor"][list(skeleton.moving)].astype(np.float64)
    pose_columns = [9 * (joint - 1) + entry for joint in skeleton.moving for entry in range(9)]
    kept, faces = _cut(arrays["weights"], arrays["f"].astype(np.int64), skeleton)
    return HeadModel(
        skeleton=skeleton,
        template=arrays["v_template"][kept].astype(np.float64),
        faces=faces,
        shape_directions=directions[kept][:, :, shapes].astype(np.float32),
        expression_directions=directions[kept][:, :, expressions].astype(np.float32),
        pose_directions=arrays["posedirs"][kept][:, :, pose_columns].astype(np.float32),
        weights=arrays["weights"][kept][:, list(skeleton.moving)].astype(np.float64),
        joints=regressor @ arrays["v_template"],
        joint_shapes=np.einsum("jv,vcs->jcs", regressor, directions[:, :, shapes], optimize=True),
        joint_expressions=np.einsum("jv,vcs->jcs", regressor, directions[:, :, expressions], optimize=True),
    )


def _reader(path: Path) -> Callable[[str], NDArray[Any]]:
    """Return a function that reads one array of a model file."""
    if path.suffix.lower() == ".npz":
        return open_arrays(path).read
    if path.suffix.lower() != ".pkl":
        raise InputError(f"{path} is not a model file; give FLAME's or SMPL-X's .pkl or .npz")
    content = read_pickle(path)
    values = content.items if isinstance(content, Call) else content
    if not isinstance(values, dict):
        raise InputError(f"{path} holds no model; give FLAME's or SMPL-X's own file")

    def read(key: str) -> NDArray[Any]:
        if key not in values:
            raise InputError(f"{path} has no {key}, which FLAME and SMPL-X have; give the model's own file")
        return to_array(values[key], f"{path}, {key}")

    return read


def _checked_skeleton(arrays: dict[str, NDArray[Any]], path: Path) -> Skeleton:
    """Return whose model it is, its arrays being of the right shapes."""
    joints = arrays["weights"].shape[-1] if arrays["weights"].ndim == 2 else 0
    skeleton = _SKELETONS.get(joints)
    if skeleton is None:
        raise InputError(f"{path} is a model of {joints} joints; FLAME has {FLAME.joints} and SMPL-X {SMPLX.joints}")
    count = len(arrays["weights"])
    expected = {
        "v_template": (count, 3),
        "shapedirs": (count, 3, None),
        "posedirs": (count, 3, 9 * (joints - 1)),
        "J_regressor": (joints, count),
        "f": (None, 3),
    }
    for key, shape in expected.items():
        array = arrays[key]
        if array.ndim != len(shape) or any(
            want not in (None, got) for want, got in zip(shape, array.shape, strict=True)
        ):
            raise InputError(f"{path}: {key} has the shape {array.shape}; give {skeleton.name}'s own file")
        if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
            raise InputError(f"{path}: {key} holds something else than finite numbers; give {skeleton.name}'s own file")
    _check_values(arrays, count, path)
    return skeleton


def _check_values(arrays: dict[str, NDArray[Any]], count: int, path: Path) -> None:
    faces, weights = arrays["f"], arrays["weights"]
    if not 0 < count <= MAX_VERTICES or not len(faces) or faces.min() < 0 or faces.max() >= count:
        raise InputError(f"{path}: its faces do not fit its {count} vertices; give the model's own file")
    if not np.isfinite(weights).all() or np.abs(weights.sum(axis=1) - 1).max() > 0.01 or weights.min() < -0.01:
        raise InputError(f"{path}: the skinning weights of a vertex do not add up to 1; give the model's own file")


def _split_directions(directions: NDArray[Any], path: Path) -> tuple[slice, slice]:
    """Return which directions are of shape and which of expression."""
    count = directions.shape[2]
    if count >= SHAPES + EXPRESSIONS:
        return slice(0, SHAPES), slice(SHAPES, SHAPES + EXPRESSIONS)
    if count == 20:
        return slice(0, 10), slice(10, 20)
    raise InputError(
        f"{path} has {count} directions of shape and expression; models of {SHAPES} + {EXPRESSIONS} or 10 + 10 are read"
    )


def _cut(weights: NDArray[Any], faces: IntArray, skeleton: Skeleton) -> tuple[IntArray, Int32Array]:
    """Return the vertices of the head, and the faces between them in the new numbering."""
    if skeleton.head is None:
        return np.arange(len(weights)), faces.astype(np.int32)
    is_head = np.isin(weights.argmax(axis=1), skeleton.head)
    kept = faces[is_head[faces].all(axis=1)]
    used, corners = np.unique(kept, return_inverse=True)
    return np.asarray(used, np.int64), corners.reshape(-1, 3).astype(np.int32)
