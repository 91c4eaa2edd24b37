"""Motion in `.npy` and `.npz` files: this program's own, or the vertices of a mesh."""

from pathlib import Path

from face import npz_file
from face.motion import FapMotion, MarkerMotion
from face.read_options import ReadOptions
from face.vertex_motion import VertexMotion
from face.vertices import read_vertex_file
from face.vertices.markers import markers_from_vertices, read_marker_vertices

Motion = FapMotion | MarkerMotion | VertexMotion
Notes = tuple[str, ...]


def read_array_motion(path: Path, options: ReadOptions) -> tuple[Motion, Notes]:
    """Read motion of any kind from a NumPy file; vertices become markers where `options.markers` names them.

    Raises
    ------
    InputError
        If the file holds no motion, or lacks what only the options can give: a template or a model.
    """
    motion, notes = _read(path, options)
    if options.markers is None or not isinstance(motion, VertexMotion):
        return motion, notes
    vertex_of = read_marker_vertices(options.markers, len(motion.template))
    markers, marker_notes = markers_from_vertices(motion, vertex_of)
    return markers, notes + marker_notes


def _read(path: Path, options: ReadOptions) -> tuple[Motion, Notes]:
    if npz_file.stored_type(path) is not None:
        return npz_file.load_motion(path), ()
    return read_vertex_file(path, options)
