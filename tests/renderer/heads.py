"""A head of a sphere and two eyes, built at once, for tests that need something to draw."""

import numpy as np

from face.faps import Fapu
from renderer.avatar.types import Avatar, Eye, Part, Rig


def ball(radius, centre, rings=24):
    """Return vertices (V, 3) and faces (F, 3) of a sphere, faces counter-clockwise seen from outside."""
    columns = 2 * rings
    polar, around = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, columns, endpoint=False), indexing="ij"
    )
    points = np.stack([np.sin(polar) * np.sin(around), np.cos(polar), np.sin(polar) * np.cos(around)], axis=-1)
    ring, column = np.meshgrid(np.arange(rings), np.arange(columns), indexing="ij")
    here, beside = ring * columns + column, ring * columns + (column + 1) % columns
    quads = np.stack([here, here + columns, beside + columns, here, beside + columns, beside], axis=-1)
    return (points.reshape(-1, 3) * radius + centre).astype(np.float32), quads.reshape(-1, 3).astype(np.int32)


def head(colour=(0.8, 0.1, 0.1), pieces=(("skin", 100.0, (0, 0, -80)),)):
    """Return an avatar made of balls."""
    parts, points, start = [], [], 0
    for name, radius, centre in pieces:
        vertices, faces = ball(radius, centre)
        count = len(vertices)
        tint, gloss = np.tile(np.float32(colour), (count, 1)), np.full(count, 0.2, np.float32)
        parts.append(Part(name, slice(start, start + count), faces, tint, gloss))
        points.append(vertices)
        start += count
    neutral = np.concatenate(points)
    none, origin = np.zeros(start, np.float32), np.zeros(3, np.float32)
    eye = Eye(origin, 12.0)
    rig = Rig((), np.zeros((0, start, 3), np.float32), none, origin, none, origin, (eye, eye))
    chin = int(neutral[:, 1].argmin())
    return Avatar("ball", neutral, tuple(parts), {"2.1": chin}, Fapu(12, 60, 40, 20, 50), rig, "MIT")
