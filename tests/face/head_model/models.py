"""Synthetic models in the layouts of FLAME's and SMPL-X's files: our own numbers, as Python 2 pickled the real ones."""

import io
import pickle
import struct
import sys
from types import ModuleType
from typing import ClassVar

import numpy as np
from scipy import sparse

from tests.face.vertices.heads import head

FLAME_PARENTS = np.array([2**32 - 1, 0, 1, 1, 1])
_BODY = [2**32 - 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 15, 15, 15]
_HANDS = [20, 25, 26, 20, 28, 29, 20, 31, 32, 20, 34, 35, 20, 37, 38, 21, 40, 41, 21, 43, 44, 21, 46, 47, 21, 49, 50]
SMPLX_PARENTS = np.array([*_BODY, *_HANDS, 21, 52, 53])


def flame(shapes: int = 400) -> dict[str, np.ndarray]:
    """Return a head in metres with FLAME's five joints: root, neck, jaw, left and right eye."""
    vertices, faces = head(14, 16)
    weights = np.zeros((len(vertices), 5))
    weights[:, 2] = np.clip(-vertices[:, 1] / 110, 0, 1) * np.clip(vertices[:, 2] / 95, 0, 1)
    weights[:, 3] = ((vertices - (30, 20, 80)) ** 2).sum(axis=1) < 35**2
    weights[:, 4] = ((vertices - (-30, 20, 80)) ** 2).sum(axis=1) < 35**2
    weights[:, 1] = 1 - weights.sum(axis=1).clip(max=1)
    return _arrays(vertices / 1000, faces, weights / weights.sum(axis=1, keepdims=True), FLAME_PARENTS, shapes)


def smplx(shapes: int = 400) -> dict[str, np.ndarray]:
    """Return a head on a body of one triangle, in metres, with SMPL-X's 55 joints."""
    vertices, faces = head(14, 16)
    vertices = np.concatenate([vertices, [(0, -900, 0), (200, -900, 0), (0, -700, 0), (0, -130, 0)]])
    faces = np.concatenate([faces, np.array([(0, 1, 2), (2, 3, 1)]) + len(vertices) - 4])
    weights = np.zeros((len(vertices), 55))
    weights[:-4, [15, 12, 22, 23, 24]] = flame()["weights"] @ np.eye(5)
    weights[-4:-1, 0] = 1
    weights[-1, 9] = 1
    return _arrays(vertices / 1000, faces, weights, SMPLX_PARENTS, shapes)


def _arrays(vertices, faces, weights, parents, shapes):
    random = np.random.default_rng(4)
    count, joints = weights.shape
    regressor = random.random((joints, count)) * (weights.T + 1e-3) * (random.random((joints, count)) < 0.3)
    regressor[:, 0] += 1e-3
    return {
        "v_template": vertices,
        "shapedirs": random.normal(0, 1e-3, (count, 3, shapes)),
        "posedirs": random.normal(0, 1e-3, (count, 3, 9 * (joints - 1))),
        "weights": weights,
        "J_regressor": regressor / regressor.sum(axis=1, keepdims=True),
        "f": faces.astype(np.uint32),
        "kintree_table": np.stack([parents, np.arange(joints)]).astype(np.uint32),
    }


def write_npz(path, model):
    """Write a model as SMPL-X's .npz, which also holds objects that nobody may load."""
    np.savez(path, **model, joint2num=np.array({"Jaw": 22}, object))
    return path


def write_pkl(path, model, *, as_select=False):
    """Write a model as the released pickles are: protocol 2 of Python 2, with objects of chumpy and scipy."""
    content = {key: chumpy("ch", "Ch", x=model[key]) for key in ("v_template", "shapedirs", "weights")}
    if as_select:
        directions = model["shapedirs"]
        content["shapedirs"] = chumpy(
            "reordering",
            "Select",
            a=content["shapedirs"],
            idxs=np.arange(directions.size),
            preferred_shape=directions.shape,
        )
    content |= {key: model[key] for key in ("posedirs", "f", "kintree_table")}
    content |= {"J_regressor": sparse.csc_matrix(model["J_regressor"]), "bs_style": "lbs", "bs_type": "lrotmin"}
    path.write_bytes(python_2_pickle(content))
    return path


def chumpy(module, name, **state):
    """Return an object that pickles as one of chumpy."""
    full = f"chumpy.{module}"
    holder = sys.modules.setdefault(full, ModuleType(full))
    if not hasattr(holder, name):
        setattr(holder, name, type(name, (), {"__module__": full, "__qualname__": name}))
    made = getattr(holder, name)()
    made.__dict__.update(state, _dirty_vars=set(), _itr=None)
    return made


class Python2Pickler(pickle._Pickler):  # noqa: SLF001 - the one in Python, whose methods can be replaced
    """Writes text and bytes as `str` of Python 2, and NumPy and scipy under their old names."""

    dispatch: ClassVar = dict(pickle._Pickler.dispatch)  # noqa: SLF001
    renamed: ClassVar = {"numpy._core": "numpy.core", "scipy.sparse._csc": "scipy.sparse.csc"}

    def save_plain(self, value):
        content = value if isinstance(value, bytes) else value.encode("latin1")
        self.write(pickle.BINSTRING + struct.pack("<i", len(content)) + content)
        self.memoize(value)

    def save_global(self, value, name=None):
        module = value.__module__
        for new, old in self.renamed.items():
            module = module.replace(new, old)
        self.write(pickle.GLOBAL + f"{module}\n{name or value.__qualname__}\n".encode())
        self.memoize(value)

    def save_type(self, value):
        self.save_global(value)

    dispatch[bytes] = save_plain
    dispatch[str] = save_plain
    dispatch[type] = save_type


def python_2_pickle(content) -> bytes:
    """Return the pickle that Python 2 would have written."""
    file = io.BytesIO()
    Python2Pickler(file, protocol=2).dump(content)
    return file.getvalue()
