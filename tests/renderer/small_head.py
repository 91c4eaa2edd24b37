"""A synthetic head of a few hundred vertices: skin with slits for mouth and eyes, eyeballs, teeth, a tongue.

It has all feature points that FAPs move and all of ARKit's blend shapes, so that tests of whole avatars are fast.
Its blend shapes follow the table of face.arkit: a bump around each feature point along its FAP's axis.
"""

import json

import numpy as np

from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.faps import FAPS
from face.feature_points import fapu_from_points
from renderer.custom_avatar.assembly import build_custom_avatar
from renderer.custom_avatar.description import Description
from renderer.gltf.meshes import Mesh

GRID_X = np.array([0, 5, 9, 15, 20, 25, 29, 36, 43, 50, 58, 68, 78.0])
GRID_Y = np.array(
    [
        95,
        78,
        62,
        48,
        38,
        27,
        20,
        12,
        5,
        -5,
        -13,
        -20,
        -27,
        -37,
        -43,
        -48,
        -53,
        -60,
        -69,
        -77,
        -85,
        -92,
        -100,
        -112,
        -135,
    ]
)
EYE_CENTRE, EYEBALL_RADIUS = np.array([29.0, 0, 0]), 15.0
JAW_HINGE = np.array([0, -35.0, -55.0])
JAW_ANGLE = 0.4
POINT_POSITIONS = {
    "2.1": (0, -100), "2.2": (0, -60), "2.3": (0, -60.01), "2.4": (20, -60), "2.6": (9, -60), "2.8": (9, -60.01),
    "2.10": (0, -85), "3.1": (29, 5), "3.3": (29, -5), "4.1": (9, 20), "4.3": (29, 27), "4.5": (50, 20),
    "5.1": (43, -53), "5.3": (43, -27), "8.1": (0, -53), "8.2": (0, -69), "8.3": (25, -60), "8.5": (9, -53),
    "8.7": (9, -69),
    "9.1": (15, -37), "9.3": (0, -27), "9.15": (0, -43), "10.1": (78, 5), "10.3": (78, -5),
}  # fmt: skip
MIRRORED_POINTS = {
    "2.4": "2.5", "2.6": "2.7", "2.8": "2.9", "3.1": "3.2", "3.3": "3.4", "4.1": "4.2", "4.3": "4.4", "4.5": "4.6",
    "5.1": "5.2", "5.3": "5.4", "8.3": "8.4", "8.5": "8.6", "8.7": "8.8", "9.1": "9.2", "10.1": "10.2", "10.3": "10.4",
}  # fmt: skip
MOUTH_HALF_WIDTH, OUTER_EYE_CORNER = 20, 36


def skin_depth(x, y):
    """Return the z of the skin relative to the eyes, mm, with a nose and with room for the eyeballs."""
    shell = 92 * np.sqrt(np.clip(1 - (x / 88) ** 2 - ((y + 15) / 175) ** 2, 0.02, 1)) - 68
    return shell + 22 * np.exp(-((x / 9) ** 2) - ((y + 30) / 14) ** 2)


def skin():
    """Return vertices (v, 3), faces (f, 3), and the mask of the vertices below the lip line."""
    xs = np.concatenate([-GRID_X[:0:-1], GRID_X])
    column, row = np.meshgrid(np.arange(len(xs)), np.arange(len(GRID_Y)))
    index = np.arange(column.size).reshape(column.shape)
    points = np.stack([xs[column], GRID_Y[row], skin_depth(xs[column], GRID_Y[row])], axis=-1).reshape(-1, 3)
    mouth = int(np.flatnonzero(GRID_Y == -60)[0])
    slit = [c for c, x in enumerate(xs) if abs(x) < MOUTH_HALF_WIDTH]
    lower = len(points) + np.arange(len(slit))
    points = np.concatenate([points, points[index[mouth, slit]] - (0, 0.01, 0)])
    below = index.copy()
    below[mouth, slit] = lower
    quads = []
    for r in range(len(GRID_Y) - 1):
        top = below if r == mouth else index
        for c in range(len(xs) - 1):
            if GRID_Y[r] == 5 and abs(xs[c : c + 2]).min() >= 20 and abs(xs[c : c + 2]).max() <= OUTER_EYE_CORNER:
                continue
            quads.append((top[r, c], index[r + 1, c], index[r + 1, c + 1], top[r, c + 1]))
    quads = np.array(quads)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    jaw = points[:, 1] < -60.005
    return points, faces, jaw


def eyeball(centre, radius, rings=8):
    """Return a sphere with its pole in front."""
    polar, azimuth = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, 12, endpoint=False), indexing="ij"
    )
    points = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar)], axis=-1
    ).reshape(-1, 3)
    ring, column = np.meshgrid(np.arange(rings), np.arange(12), indexing="ij")
    corner, neighbour = ring * 12 + column, ring * 12 + (column + 1) % 12
    quads = np.stack([corner, corner + 12, neighbour + 12, neighbour], axis=-1).reshape(-1, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    return points * radius + centre, faces


def feature_point_vertices(vertices):
    """Return the vertex of each feature point of the skin."""
    positions = dict(POINT_POSITIONS)
    for left, right in MIRRORED_POINTS.items():
        x, y = POINT_POSITIONS[left]
        positions[right] = (-x, y)
    return {name: int(np.linalg.norm(vertices[:, :2] - xy, axis=1).argmin()) for name, xy in positions.items()}


def jaw_displacements(vertices, share):
    y, z = vertices[:, 1] - JAW_HINGE[1], vertices[:, 2] - JAW_HINGE[2]
    cosine, sine = np.cos(JAW_ANGLE * share), np.sin(JAW_ANGLE * share)
    return np.stack([0 * y, cosine * y - sine * z - y, sine * y + cosine * z - z], axis=1)


def morph_targets(vertices, jaw, points):
    """Return each unit's deltas of the skin, mm."""
    positions = {name: vertices[index] for name, index in points.items()} | {
        "3.5": EYE_CENTRE,
        "3.6": EYE_CENTRE * (-1, 1, 1),
    }
    mm = fapu_from_points(positions).mm_per_unit()
    bumps = {}
    for fap in FAPS:
        if fap.axis and fap.feature_point in points:
            vertex = points[fap.feature_point]
            bump = np.exp(-((np.linalg.norm(vertices - vertices[vertex], axis=1) / 13) ** 2))
            is_lid = fap.feature_point in ("3.1", "3.2", "3.3", "3.4")
            tissue = np.sign(vertices[:, 1]) == np.sign(vertices[vertex, 1]) if is_lid else jaw == jaw[vertex]
            bumps[fap.number] = (bump * tissue)[:, None] * np.array(fap.axis)
    targets = {unit: np.zeros_like(vertices) for unit in BLEND_SHAPES}
    for unit, row in zip(BLEND_SHAPES, BLEND_SHAPE_FAPS, strict=True):
        for fap, value, size in zip(FAPS, row, mm, strict=True):
            if value and fap.number in bumps:
                targets[unit] += bumps[fap.number] * value * size
    share = np.where(jaw, np.clip((-50 - vertices[:, 1]) / 40, 0, 1), np.clip((-70 - vertices[:, 1]) / 40, 0, 1))
    targets["jawOpen"] = jaw_displacements(vertices, share * np.clip(1.3 - np.abs(vertices[:, 0]) / 70, 0, 1))
    return targets


def meshes():
    """Return the head's meshes in metres, as a glTF file holds them."""
    vertices, faces, jaw = skin()
    moves = morph_targets(vertices, jaw, feature_point_vertices(vertices))
    parts = [("Head", vertices, faces, (0.8, 0.6, 0.5), moves)]
    for name, side in (("EyeLeft", 1), ("EyeRight", -1)):
        centre = EYE_CENTRE * (side, 1, 1) + (0, 0, skin_depth(29.0, 0.0) - EYEBALL_RADIUS - 1)
        parts.append((name, *eyeball(centre, EYEBALL_RADIUS), (0.9, 0.9, 0.9), {}))
    for name, y in (("TeethUp", -55), ("TeethDown", -64)):
        parts.append((name, *eyeball((0, y, 8), 6.0, 4), (0.9, 0.9, 0.85), {}))
    tongue, tongue_faces = eyeball((0, 0, 0), 1.0, 4)
    parts.append(("Tongue", tongue * (14, 5, 18) + (0, -63, 0), tongue_faces, (0.7, 0.3, 0.3), {}))
    return [
        Mesh(
            name,
            np.float32(points / 1000),
            triangles,
            np.tile(np.float32(colour), (len(points), 1)),
            {unit: np.float32(move / 1000) for unit, move in targets.items()},
        )
        for name, points, triangles, colour, targets in parts
    ]


def description(**changes):
    """Return what its `avatar.json` says."""
    vertices = skin()[0]
    tongue = {"6.1": (0, -0.063, 0.018), "6.2": (0, -0.058, 0), "6.3": (0.014, -0.063, 0), "6.4": (-0.014, -0.063, 0)}
    names = ("skin", "left_eye", "right_eye", "upper_teeth", "lower_teeth", "tongue")
    known = {
        "name": "small",
        "mesh": "small.glb",
        "licence": "MIT",
        "attribution": "made by rules",
        "parts": dict(zip(("Head", "EyeLeft", "EyeRight", "TeethUp", "TeethDown", "Tongue"), names, strict=True)),
        "feature_points": feature_point_vertices(vertices) | tongue,
    }
    return known | changes


def small_head(**changes):
    """Return the avatar."""
    return build_custom_avatar(Description(**description(**changes)), meshes()).avatar


def write(folder, made=None, **changes):
    """Write `avatar.json` and its `.glb` to a folder; return the path of the former."""
    (folder / "small.glb").write_bytes(glb(meshes() if made is None else made))
    (folder / "avatar.json").write_text(json.dumps(description(**changes)))
    return folder / "avatar.json"


def glb(made):
    """Return meshes as the bytes of a GLB file, written apart from the reader that is tested with it."""
    binary, views, accessors = bytearray(), [], []

    def put(array, kind, component):
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": array.nbytes})
        binary.extend(array.tobytes() + b"\0" * (-array.nbytes % 4))
        accessors.append({"bufferView": len(views) - 1, "componentType": component, "count": len(array), "type": kind})
        return len(accessors) - 1

    nodes, listed = [], []
    for mesh in made:
        primitive = {
            "attributes": {
                "POSITION": put(mesh.vertices, "VEC3", 5126),
                "COLOR_0": put(np.float32(mesh.colour**2.2), "VEC3", 5126),
            },
            "indices": put(np.uint16(mesh.faces.ravel()), "SCALAR", 5123),
            "targets": [{"POSITION": put(move, "VEC3", 5126)} for move in mesh.targets.values()],
        }
        listed.append({"primitives": [primitive], "extras": {"targetNames": list(mesh.targets)}})
        nodes.append({"name": mesh.name, "mesh": len(listed) - 1})
    document = {
        "asset": {"version": "2.0"}, "scenes": [{"nodes": list(range(len(nodes)))}], "nodes": nodes, "meshes": listed,
        "accessors": accessors, "bufferViews": views, "buffers": [{"byteLength": len(binary)}],
    }  # fmt: skip
    head = json.dumps(document).encode()
    head += b" " * (-len(head) % 4)
    size = 12 + 8 + len(head) + 8 + len(binary)
    parts = (b"glTF", 2, size, len(head), 0x4E4F534A)
    words = b"".join(part if isinstance(part, bytes) else part.to_bytes(4, "little") for part in parts)
    return words + head + len(binary).to_bytes(4, "little") + b"BIN\0" + bytes(binary)
