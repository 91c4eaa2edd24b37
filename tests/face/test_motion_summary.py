"""What a motion holds."""

import numpy as np

from face.motion import MarkerMotion, fap_motion
from face.motion_summary import summarize_motion
from face.regions import MARKERS
from face.vertex_motion import VertexMotion


def test_faps_that_change_are_named():
    values = np.zeros((5, 66), np.float32)
    values[:, 3] = 80
    values[2, [0, 65]] = 1
    summary = summarize_motion(fap_motion(values, 50))
    assert (summary.kind, summary.frames, summary.rate, summary.seconds, summary.of) == ("FAPs", 5, 50, 0.1, 68)
    assert summary.moving == ("3 open_jaw", "68 pull_r_ear")


def test_markers_that_move_are_named():
    positions = np.zeros((3, len(MARKERS), 3), np.float32)
    positions[1, 2, 1] = 5
    positions[1, 4, 1] = 5
    valid = np.ones((3, len(MARKERS)), np.bool_)
    valid[:, 4] = False
    summary = summarize_motion(MarkerMotion(positions, valid, np.zeros((len(MARKERS), 3)), 120))
    assert (summary.kind, summary.moving, summary.of) == ("markers", (MARKERS[2],), len(MARKERS))


def test_vertices_that_move_are_counted():
    template = np.eye(3, dtype=np.float32)
    positions = np.repeat(template[None], 200, axis=0)
    positions[130, 1] += 3
    summary = summarize_motion(VertexMotion(positions, 25, template, np.array([[0, 1, 2]], np.int32)))
    assert (summary.kind, summary.moving, summary.of, summary.seconds) == ("vertices", 1, 3, 8)
