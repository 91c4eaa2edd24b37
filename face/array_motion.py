"""Motion in files of arrays: this program's own, the vertices of a mesh, or parameters of FLAME and SMPL-X."""

import contextlib
from pathlib import Path
from typing import Final

import numpy as np

from face import npz_file
from face.errors import InputError
from face.head_model.parameter_names import has_parameters, is_parameter_matrix
from face.head_model.pickle_reader import Call, read_pickle
from face.head_model.pickled_arrays import to_array
from face.head_model.reading import read_parameters
from face.head_model.torch_file import read_tensors
from face.motion import FapMotion, MarkerMotion
from face.reading.array_files import WHOLE_FILE, ArraySource, LoadedArrays, open_arrays
from face.reading.options import ReadOptions
from face.vertex_motion import VertexMotion
from face.vertices import read_vertices
from face.vertices.markers import markers_from_vertices, read_marker_vertices

NAMELESS_WEIGHTS: Final = ((51,), (52,), (55,), (61,))
"""How many numbers a frame of ARKit weights has, with or without tongue and angles (EmoTalk and others)."""

Motion = FapMotion | MarkerMotion | VertexMotion
Notes = tuple[str, ...]


def read_array_motion(path: Path, options: ReadOptions) -> tuple[Motion, Notes]:
    """Read motion of any kind from a file of arrays; vertices become markers where `options.markers` names them.

    Raises
    ------
    InputError
        If the file holds no motion, or lacks what only the options can give: a template or a model.
    """
    # Numbers that overflow or are none are found by what they lead to; NumPy need not warn of them too.
    with np.errstate(all="ignore"):
        motion, notes = _read(path, options)
    if options.markers is None:
        return motion, notes
    if not isinstance(motion, VertexMotion):
        return motion, (*notes, "not used for this kind of file: markers")
    vertex_of = read_marker_vertices(options.markers, len(motion.template))
    markers, marker_notes = markers_from_vertices(motion, vertex_of)
    return markers, notes + marker_notes


def _read(path: Path, options: ReadOptions) -> tuple[Motion, Notes]:
    file = _open(path)
    if path.suffix.lower() == ".npz" and npz_file.stored_type(path) is not None:
        return npz_file.load_motion(path), options.unused_notes(("markers",))
    if _holds_parameters(file, options):
        motion, notes = read_parameters(file, options)
        return motion, notes + options.unused_notes(("rate", "model", "markers"))
    if options.template is None and any(
        shape[-1:] in NAMELESS_WEIGHTS and len(shape) > 1 for shape in file.shapes.values()
    ):
        raise InputError(
            f"{path} seems to hold blend shape weights, which are in another order in each program; "
            f"write them as .csv with ARKit's names as header, or as .json with names"
        )
    motion, notes = read_vertices(file, options)
    return motion, notes + options.unused_notes(("rate", "template", "markers"))


def _open(path: Path) -> ArraySource:
    match path.suffix.lower():
        case ".pt":
            return read_tensors(path)
        case ".pkl":
            return _read_pickled(path)
        case _:
            return open_arrays(path)


def _read_pickled(path: Path) -> LoadedArrays:
    """Return the arrays of a pickle: one array, or a dictionary with arrays in it."""
    content = read_pickle(path)
    values = content.items if isinstance(content, Call) and content.items else content
    if not isinstance(values, dict):
        return LoadedArrays(path, {WHOLE_FILE: to_array(content, str(path))})
    arrays = {}
    for key, value in values.items():
        with contextlib.suppress(InputError):
            arrays[str(key)] = to_array(value, f"{path}, {key}")
    if not arrays:
        raise InputError(f"{path} holds no arrays; save the motion as .npz")
    return LoadedArrays(path, arrays)


def _holds_parameters(file: ArraySource, options: ReadOptions) -> bool:
    if options.model is not None:
        return True
    return options.template is None and (
        has_parameters(file.shapes) or any(is_parameter_matrix(shape) for shape in file.shapes.values())
    )
