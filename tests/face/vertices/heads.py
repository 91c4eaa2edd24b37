"""A head of about life size for tests: an egg whose vertices are densest in the face, open at the neck."""

import numpy as np

SIZE = (75.0, 110.0, 95.0)


def head(rows: int = 40, columns: int = 48) -> tuple[np.ndarray, np.ndarray]:
    """Return vertices (V, 3) mm, x to the left, y up, z forward, and triangles (F, 3) facing outwards."""
    heights = np.linspace(0, 0.85, rows) * np.pi
    turns = np.linspace(-1, 1, columns, endpoint=False)
    angles = np.pi * turns * np.abs(turns)
    grid = [
        (np.sin(height) * np.sin(angle), np.cos(height), np.sin(height) * np.cos(angle))
        for height in heights
        for angle in angles
    ]
    index = np.arange(rows * columns).reshape(rows, columns)
    right, down = np.roll(index, -1, axis=1), np.roll(index, -1, axis=0)
    both = np.roll(down, -1, axis=1)
    quads = np.stack([index, down, both, right], axis=-1)[:-1].reshape(-1, 4)
    return np.array(grid) * SIZE, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def jaw_motion(vertices: np.ndarray, frames: int = 12) -> np.ndarray:
    """Return positions (T, V, 3) mm of the head whose lower front goes down and up again."""
    share = np.clip(-vertices[:, 1] / 110, 0, 1) * np.clip(vertices[:, 2] / 95, 0, 1)
    opening = 8 * np.sin(np.linspace(0, np.pi, frames))
    return vertices - opening[:, None, None] * share[:, None] * (0, 1, 0.4)


def write_obj(path, vertices: np.ndarray, faces: np.ndarray):
    """Write an OBJ file and return its path."""
    lines = [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in vertices] + [f"f {a} {b} {c}" for a, b, c in faces + 1]
    path.write_text("\n".join(lines) + "\n")
    return path
