"""Wavefront OBJ: positions and faces; texture, normals, groups and materials are passed over.

Format: http://paulbourke.net/dataformats/obj/
"""

import numpy as np

from face.errors import InputError
from face.mesh.mesh import MAX_VERTICES, Mesh, triangles


def parse(content: bytes) -> Mesh:
    """Return the mesh of an OBJ file.

    Raises
    ------
    InputError
        If a line can't be understood, or there is no face; the message names the line.
    """
    vertices: list[tuple[float, float, float]] = []
    polygons: list[list[int]] = []
    for number, line in enumerate(content.decode("utf-8", errors="replace").replace("\\\n", " ").splitlines(), 1):
        kind, *cells = line.split() or ("",)
        try:
            if kind == "v":
                x, y, z = cells[:3]
                vertices.append((float(x), float(y), float(z)))
            elif kind == "f":
                polygons.append([_vertex(cell, len(vertices)) for cell in cells])
        except ValueError:
            raise InputError(f"line {number} is broken: {line[:60]!r}; export the mesh anew") from None
        if len(vertices) > MAX_VERTICES:
            raise InputError(f"it has more than {MAX_VERTICES} vertices; give a mesh of a head alone")
    return Mesh(np.array(vertices, np.float64).reshape(-1, 3), np.array(triangles(polygons), np.int64).reshape(-1, 3))


def _vertex(cell: str, count: int) -> int:
    """Return the vertex that a corner such as `7/1/2` names: counted from 1, or back from the last vertex if negative.

    Its own vertices come before a face; one that is not there is no vertex, -1.
    """
    number = int(cell.split("/", 1)[0])
    index = number - 1 if number > 0 else count + number
    return index if number and 0 <= index < MAX_VERTICES else -1
