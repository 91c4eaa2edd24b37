"""Options that a file of arrays does not use are named, whatever it holds."""

import numpy as np
import pytest

from face import npz_file
from face.motion_reading import ReadOptions, read_motion_file
from face.vertex_motion import VertexMotion
from tests.face.head_model import models
from tests.face.vertices.heads import head, jaw_motion, write_obj
from tests.synthesis import faces

VERTICES, FACES = head(14, 16)
UNUSED = "not used for this kind of file: "


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    npz_file.save(VertexMotion(jaw_motion(VERTICES), 30, VERTICES, FACES), folder / "own.npz")
    npz_file.save(faces.motion(faces.moving("CH2", (0, -5, 0), frames=4)), folder / "markers.npz")
    np.save(folder / "vertices.npy", jaw_motion(VERTICES) / 1000)
    np.savez(folder / "parameters.npz", exp=np.ones((3, 5)) * np.arange(3)[:, None])
    write_obj(folder / "t.obj", VERTICES / 1000, FACES)
    models.write_npz(folder / "flame.npz", models.flame(20))
    (folder / "markers.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("name", "options", "unused"),
    [
        ("own.npz", ("template", "rate"), "rate, template"),
        ("markers.npz", ("template", "markers"), "template"),
        ("vertices.npy", ("template",), None),
        ("parameters.npz", ("model", "template"), "template"),
        ("parameters.npz", ("model",), None),
    ],
)
def test_unused_options_are_named(files, name, options, unused):
    given = {
        "template": files / "t.obj", "model": files / "flame.npz", "markers": files / "markers.json", "rate": 25.0
    }  # fmt: skip
    notes = read_motion_file(files / name, ReadOptions(**{option: given[option] for option in options})).notes
    if unused is None:
        assert not any(UNUSED in note for note in notes)
    else:
        assert UNUSED + unused in notes


def test_own_vertex_motion_needs_no_template(files):
    motion = read_motion_file(files / "own.npz").motion
    assert isinstance(motion, VertexMotion)
    assert np.abs(motion.positions - jaw_motion(VERTICES)).max() < 1e-3
