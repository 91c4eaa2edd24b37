"""A ball as an avatar, moved sideways by one FAP: quick to build and easy to find in a picture."""

import numpy as np

from face.faps import Fapu, fap_index
from face.motion import fap_motion
from renderer.avatar.model import Avatar, Part

RADIUS = 100


def ball(rings=24):
    """Return vertices (V, 3) and faces (F, 3) of a sphere about (0, 0, 0), faces counter-clockwise from outside."""
    columns = 2 * rings
    polar, azimuth = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, columns, endpoint=False), indexing="ij"
    )
    points = np.stack([np.sin(polar) * np.sin(azimuth), np.cos(polar), np.sin(polar) * np.cos(azimuth)], axis=-1)
    ring, column = np.meshgrid(np.arange(rings), np.arange(columns), indexing="ij")
    corner, neighbour = ring * columns + column, ring * columns + (column + 1) % columns
    quads = np.stack([corner, corner + columns, neighbour + columns, corner, neighbour + columns, neighbour], axis=-1)
    return np.float32(RADIUS * points.reshape(-1, 3)), np.int32(quads.reshape(-1, 3))


def red_ball():
    """Return an avatar that is a red ball."""
    vertices, faces = ball()
    count = len(vertices)
    part = Part("skin", slice(0, count), faces, np.tile(np.float32([0.8, 0.1, 0.1]), (count, 1)), np.zeros(count, "f4"))
    chin = int(vertices[:, 1].argmin())
    return Avatar("ball", vertices, (part,), {"2.1": chin}, Fapu(12, 60, 40, 20, 50), None, "MIT")


class Sideways:
    """Moves the whole head along x, a millimetre for each unit of FAP 15."""

    def __init__(self, avatar):
        self.neutral = avatar.neutral

    def vertices(self, values):
        result = np.repeat(self.neutral[None], len(values), axis=0)
        result[:, :, 0] += values[:, fap_index(15), None]
        return result


def sideways(positions, rate=25.0):
    """Return motion in which FAP 15 takes these values."""
    values = np.zeros((len(positions), 66), np.float32)
    values[:, fap_index(15)] = positions
    return fap_motion(values, rate)
