"""The 46 markers as vertices of a mesh: the file that names them, and the motion of those vertices as markers."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from face.errors import InputError
from face.motion import MarkerMotion
from face.regions import MARKERS
from face.vertex_motion import VertexMotion
from face.vertices.reading import OTHER_FACE, distance_from_template, median_frame

MAX_BYTES: Final = 100_000


def read_marker_vertices(path: Path, vertices: int) -> dict[str, int]:
    """Read which vertex each of the 46 markers is, by the markers' names, from a file as `read_some_markers` reads it.

    Raises
    ------
    InputError
        If the file is broken, lacks a marker, or names a vertex that is not there.
    """
    found = read_some_markers(path, vertices)
    missing = [name for name in MARKERS if name not in found]
    if missing:
        raise InputError(f"{path} must name the {len(MARKERS)} markers; it lacks {', '.join(missing)}")
    return found


def read_some_markers(path: Path, vertices: int) -> dict[str, int]:
    """Read which vertex some of the markers are, by the markers' names.

    Parameters
    ----------
    path
        JSON, an object of names and vertices, or CSV with a name and a vertex in each line; vertices count from 0.
    vertices
        How many there are.

    Raises
    ------
    InputError
        If the file is broken, names something that is no marker, or a vertex that is not there.
    """
    found = _read_table(path)
    names = {name.upper(): name for name in MARKERS}
    result = {names[name.upper()]: vertex for name, vertex in found.items() if name.upper() in names}
    unknown = [name for name in found if name.upper() not in names]
    if unknown:
        raise InputError(f"{path} names {', '.join(unknown[:5])}, no markers; the markers are {', '.join(MARKERS)}")
    for name, vertex in result.items():
        if not 0 <= vertex < vertices:
            raise InputError(f"{path}: {name} is vertex {vertex}, but the mesh has the vertices 0 to {vertices - 1}")
    return result


def markers_from_vertices(motion: VertexMotion, vertex_of: Mapping[str, int]) -> tuple[MarkerMotion, tuple[str, ...]]:
    """Return the motion of the vertices that stand for the 46 markers, and notes.

    The neutral face is the template's, or if the template is of another person, the motion's median frame.
    """
    chosen = np.array([vertex_of[name] for name in MARKERS])
    neutral = motion.template
    notes: tuple[str, ...] = ()
    if distance_from_template(motion.positions, motion.template) > OTHER_FACE:
        neutral = median_frame(motion.positions)
        notes = ("the neutral face is the motion's median frame, since the template is of another person",)
    valid = np.ones((len(motion), len(MARKERS)), bool)
    return MarkerMotion(motion.positions[:, chosen], valid, neutral[chosen], motion.rate), notes


def _read_table(path: Path) -> dict[str, int]:
    try:
        text = path.read_bytes()[: MAX_BYTES + 1].decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8; write marker names and vertices as JSON or CSV") from None
    if len(text) > MAX_BYTES:
        raise InputError(f"{path} is too long for the names of {len(MARKERS)} markers")
    try:
        pairs = _pairs_of_json(text) if path.suffix.lower() == ".json" else _pairs_of_csv(text)
    except (ValueError, RecursionError, csv.Error) as error:
        raise InputError(f"{path} is broken: {error}; give lines such as `LBM0,1234`") from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise InputError(f"{path} names a marker twice; name each once")
    return dict(pairs)


def _pairs_of_json(text: str) -> list[tuple[str, int]]:
    pairs: Any = json.loads(text, object_pairs_hook=list)
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) and type(pair[1]) is int for pair in pairs):
        raise ValueError("an object of names and whole numbers is expected")
    return pairs


def _pairs_of_csv(text: str) -> list[tuple[str, int]]:
    separator = next((character for character in ";\t" if character in text), ",")
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(cell.strip() for cell in row)]
    if rows and len(rows[0]) >= 2 and not rows[0][1].strip().lstrip("-").isdecimal():
        rows = rows[1:]
    return [(row[0].strip(), int(row[1])) for row in rows if len(row) >= 2]
