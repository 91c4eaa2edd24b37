"""Which array of a file holds which parameters of FLAME or SMPL-X, by the names that projects give them.

Layouts: DiffPoseTalk (`exp`, `pose`, `shape`), ARTalk (106 columns), BEAT2 and EMAGE (`poses`, `expressions`, `betas`,
`trans`, `mocap_frame_rate`), and trackers with arrays of their own for jaw, eyes, neck and root.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float64Array
from face.errors import InputError
from face.head_model.model import FLAME, SMPLX
from face.reading.array_files import WHOLE_FILE

_NAMES: Final = {
    "expression": "exp expr expression expressions expcode exprcode expressionparams expressioncode expressioncoeffs",
    "jaw": "jaw jawpose posejaw jawparams jawcode",
    "eyes": "eyes eyepose eyespose poseeye eyesparams",
    "left eye": "leyepose leye lefteyepose",
    "right eye": "reyepose reye righteyepose",
    "pose": "pose poses fullpose posecode poseparams",
    "shape": "shape shapes beta betas shapecode shapeparams",
    "head": "globalorient globalpose globalrot gpose rootorient rotation neck neckpose headpose",
    "place": "trans transl translation",
}
_ROLES: Final = {name: role for role, names in _NAMES.items() for name in names.split()}
MATRICES: Final = {53: (50, 0), 56: (50, 3), 103: (100, 0), 106: (100, 3)}
"""Matrices without names, by their columns: how many are expression, and then head rotation; the jaw's 3 are last."""
_JOINTS: Final = (2, FLAME.joints, SMPLX.joints)


def role_of(name: str) -> str | None:
    """Return what an array of this name holds, or None if it is none of a model's parameters."""
    return _ROLES.get(name.lower().replace("_", "").replace("-", ""))


def has_parameters(shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """Return whether a file with arrays of these names and shapes holds a model's parameters, not vertices."""
    roles = {role_of(name) for name in shapes}
    return "expression" in roles or {"pose", "shape"} <= roles or {"jaw"} <= roles


def is_parameter_matrix(shape: tuple[int, ...]) -> bool:
    """Return whether an array without a name has the columns of a known layout."""
    return 1 < len(shape) < 5 and shape[-1] in MATRICES


def _named(arrays: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
    """Return a matrix without names as named parts, anything else as it is."""
    matrix = next(iter(arrays.values())) if len(arrays) == 1 else None
    name = next(iter(arrays), "")
    if matrix is None or role_of(name) is not None or not is_parameter_matrix(matrix.shape):
        return arrays
    rows = matrix.reshape(-1, matrix.shape[-1])
    expressions, head = MATRICES[rows.shape[1]]
    return {
        "expression": rows[:, :expressions],
        "jaw": rows[:, expressions + head :],
        **({"global_pose": rows[:, expressions : expressions + head]} if head else {}),
    }


def arrays_by_role(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Float64Array]:
    """Return the arrays by role, one row per frame; those of the same role side by side."""
    found: dict[str, list[Float64Array]] = {}
    for name, array in _named(arrays).items():
        role = role_of(name)
        if role is not None:
            found.setdefault(role, []).append(_rows(array, name or "the array"))
    for role, parts in found.items():
        if len(parts) > 1 and role not in ("head", "place"):
            raise InputError(f"several arrays hold the {role}; leave one of them in the file")
    return {
        role: parts[0] if len(parts) == 1 else np.concatenate([part.ravel() for part in parts])[:, None]
        for role, parts in found.items()
    }


def _rows(array: NDArray[Any], name: str) -> Float64Array:
    if array.dtype.kind not in "fiu" or not array.size:
        raise InputError(f"{name} holds no numbers")
    if array.ndim == 3 and array.shape[2] == 3 and (array.shape[1] in _JOINTS or min(array.shape[:2]) > 3):
        return array.reshape(len(array), -1).astype(np.float64)
    if len([length for length in array.shape[:-1] if length != 1]) > 1:
        raise InputError(
            f"{name} has the shape {array.shape}; one row per frame is expected, with 3 numbers a rotation (axis-angle)"
        )
    return array.reshape(-1, array.shape[-1] if array.ndim else 1).astype(np.float64)


def readable_names(names: Mapping[str, object]) -> list[str]:
    """Return the names of a file's arrays that hold parameters, or the only array of an `.npy` file."""
    return [name for name in names if role_of(name) is not None] or [name for name in names if name == WHOLE_FILE]
