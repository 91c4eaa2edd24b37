"""46 vertices named as markers: their motion is marker motion, and becomes FAPs like any other."""

import json

import numpy as np
import pytest

from face import markers as marker_conversion
from face.errors import InputError
from face.motion import MarkerMotion
from face.motion_reading import ReadOptions, read_motion_file
from face.regions import MARKERS
from face.vertices.markers import read_marker_vertices
from tests.face.vertices.heads import head, write_obj
from tests.synthesis import faces

VERTICES, FACES = head(20, 24)
NEUTRAL = faces.neutral()
TEMPLATE = np.concatenate([VERTICES, NEUTRAL])
VERTEX_OF = {name: len(VERTICES) + index for index, name in enumerate(MARKERS)}


def written(path, vertex_of):
    if path.suffix == ".json":
        path.write_text(json.dumps(vertex_of))
    else:
        path.write_text("marker;vertex\n" + "".join(f"{name};{vertex}\n" for name, vertex in vertex_of.items()))
    return path


@pytest.mark.parametrize("name", ["m.json", "m.csv"])
def test_named_vertices_become_markers_and_faps(tmp_path, name):
    template = write_obj(tmp_path / "t.obj", TEMPLATE / 1000, FACES)
    moved = faces.moving("CH2", (0, -8, 0), frames=5)
    moving = np.concatenate([np.tile(VERTICES, (5, 1, 1)), NEUTRAL + moved], axis=1)
    np.save(tmp_path / "m.npy", moving / 1000)
    options = ReadOptions(template=template, markers=written(tmp_path / name, VERTEX_OF))
    motion = read_motion_file(tmp_path / "m.npy", options).motion
    assert isinstance(motion, MarkerMotion)
    assert np.abs(motion.positions - (NEUTRAL + moved)).max() < 0.01
    faps = marker_conversion.faps_from_markers(marker_conversion.displacements(motion), motion.neutral, motion.rate)
    expected = marker_conversion.faps_from_markers(moved, NEUTRAL, 30)
    assert np.abs(faps.values - expected.values).max() < 2


def test_the_neutral_face_of_another_person_is_the_median_frame(tmp_path):
    template = write_obj(tmp_path / "t.obj", TEMPLATE / 1000, FACES)
    moving = np.tile(TEMPLATE * (1.15, 1, 1) + (0, 0, 3) * (TEMPLATE[:, 1:2] > 30), (5, 1, 1))
    np.save(tmp_path / "m.npy", moving / 1000)
    file = read_motion_file(
        tmp_path / "m.npy", ReadOptions(template=template, markers=written(tmp_path / "m.csv", VERTEX_OF))
    )
    assert np.abs(file.motion.neutral - moving[0, len(VERTICES) :]).max() < 0.01
    assert "the neutral face is the motion's median frame" in " ".join(file.notes)


def without(name):
    return {key: value for key, value in VERTEX_OF.items() if key != name}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (json.dumps(without("CH2")), "it lacks CH2"),
        (json.dumps(VERTEX_OF | {"nose": 3}), "names nose, no markers; the markers are FH1"),
        (json.dumps(VERTEX_OF | {"CH2": 99999}), "CH2 is vertex 99999, but the mesh has the vertices 0 to 525"),
        (json.dumps(VERTEX_OF | {"CH2": -1}), "CH2 is vertex -1"),
        (json.dumps(VERTEX_OF | {"CH2": 1.5}), "whole numbers"),
        (json.dumps(VERTEX_OF)[:-1] + ', "CH2": 3}', "names a marker twice"),
        ("[1, 2]", "whole numbers"),
        ("{", "is broken"),
        ("[" * 50_000, "is broken"),
        (" " * 200_000, "too long"),
        (b"\xff\xfe", "not text in UTF-8"),
    ],
)
def test_a_broken_naming_is_one_sentence(tmp_path, content, message):
    path = tmp_path / "m.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=message):
        read_marker_vertices(path, 526)
