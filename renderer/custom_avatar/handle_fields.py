"""Fields of a custom avatar's handles: how far each vertex follows a feature point along an axis."""

from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.avatar.mesh.geodesic import interpolating_fields, surface_kernels, triangle_graph
from renderer.avatar.rig.skin_rig import FIELD_REACH, HANDLE_AXES
from renderer.custom_avatar.parts import CustomPart, PartVertices, VertexLayout

Handle = tuple[str, int]
"""A feature point and the axis along which it is moved: 0 x, 1 y, 2 z."""
TONGUE_HANDLES: Final = (("6.1", 0), ("6.1", 1), ("6.1", 2), ("6.2", 1), ("6.3", 1), ("6.4", 1))
TONGUE_REACH: Final = 35.0
EAR_HANDLES: Final = (("10.1", 1), ("10.2", 1), ("10.3", 0), ("10.4", 0))


def handle_fields(
    parts: dict[str, CustomPart], points: PartVertices, layout: VertexLayout
) -> dict[Handle, Float32Array]:
    """Return each handle's field over all vertices, `(V,)`."""
    skin_points = {name: vertex for name, (part, vertex) in points.items() if part == "skin"}
    handles = {
        handle: layout.from_skin(field) for handle, field in _feature_point_fields(parts["skin"], skin_points).items()
    }
    tongue_fields = _tongue_fields(parts, points, layout)
    handles |= {handle: tongue_fields[handle[0]] for handle in TONGUE_HANDLES if handle[0] in tongue_fields}
    return handles | {
        handle: _single_vertex_field(points, layout, handle[0])
        for handle in (*TONGUE_HANDLES, *EAR_HANDLES)
        if handle not in handles
    }


def _tongue_fields(parts: dict[str, CustomPart], points: PartVertices, layout: VertexLayout) -> dict[str, Float32Array]:
    tongue_points = {name: vertex for name, (part, vertex) in points.items() if part == "tongue"}
    if not tongue_points:
        return {}
    _require_distinct(tongue_points)
    vertices = list(tongue_points.values())
    fields = interpolating_fields(part_kernels(parts["tongue"], vertices, TONGUE_REACH), vertices)
    result = {name: np.zeros(layout.total, np.float32) for name in tongue_points}
    for name, row in zip(tongue_points, fields, strict=True):
        result[name][layout.slices["tongue"]] = row
    return result


def _single_vertex_field(points: PartVertices, layout: VertexLayout, name: str) -> Float32Array:
    """Return the field of a point that moves nothing but itself."""
    part, vertex = points[name]
    field = np.zeros(layout.total, np.float32)
    field[layout.slices[part].start + vertex] = 1
    return field


def _require_distinct(points: dict[str, int]) -> None:
    """Raise InputError if two feature points are one vertex, which can't move in two ways."""
    first: dict[int, str] = {}
    for name, vertex in points.items():
        if vertex in first:
            raise InputError(
                f"feature_points: {first[vertex]} and {name} are the same vertex ({vertex}); give each one of its own"
            )
        first[vertex] = name


def part_kernels(part: CustomPart, vertices: list[int], reach: float | Float64Array) -> Float64Array:
    """Return kernels of the distance over a part's surface around some of its vertices, `(n, v)`."""
    return surface_kernels(triangle_graph(part.vertices, part.faces), vertices, reach)


def _feature_point_fields(skin: CustomPart, points: dict[str, int]) -> dict[Handle, Float32Array]:
    """Return the field `(v,)` of each handle: 1 at its own point, 0 at the others held along the same axis."""
    result: dict[Handle, Float32Array] = {}
    for axis, names in HANDLE_AXES.items():
        axis_names = [name for name in names if name in points]
        _require_distinct({name: points[name] for name in axis_names})
        vertices = [points[name] for name in axis_names]
        reach = np.array([FIELD_REACH[name.split(".")[0]] for name in axis_names])
        axis_fields = interpolating_fields(part_kernels(skin, vertices, reach), vertices)
        result |= {(name, axis): row.astype(np.float32) for name, row in zip(axis_names, axis_fields, strict=True)}
    return result
