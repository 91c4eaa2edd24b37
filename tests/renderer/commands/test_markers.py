"""The command `markers` names all markers, and draws them where the mesh shows them."""

import json

import numpy as np
from PIL import Image

from face.regions import MARKERS
from face.vertices.marker_completion import NEEDED
from renderer.commands.markers import project
from renderer.scene import Camera
from tests.face.vertices.heads import write_obj
from tests.face.vertices.test_marker_completion import TRUTH, relief
from tests.renderer.commands.test_rendering import exit_code


def grid_faces(columns: int, rows: int) -> np.ndarray:
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    first = np.stack([corner, corner + 1, corner + columns + 1], axis=1)
    return np.concatenate([first, np.stack([corner, corner + columns + 1, corner + columns], axis=1)])


def test_markers_are_named_and_drawn(tmp_path, capsys):
    face = relief()
    faces = grid_faces(81, 101)
    mesh = write_obj(tmp_path / "t.obj", face, np.concatenate([faces, faces[:, ::-1] + len(face) // 2]))
    (tmp_path / "known.json").write_text(json.dumps({name: TRUTH[name] for name in NEEDED}))
    code = exit_code("markers", mesh, tmp_path / "known.json", tmp_path / "out.json", "--picture", tmp_path / "p.png")
    output = capsys.readouterr()
    assert (code, "46 markers, 8 of them known" in output.out) == (0, True), output.err
    assert set(json.loads((tmp_path / "out.json").read_text())) == set(MARKERS)
    with Image.open(tmp_path / "p.png") as picture:
        red, _, blue = np.moveaxis(np.asarray(picture.convert("RGB"), int), 2, 0)
    assert ((red > 180) & (blue < 60)).sum() > 8 * 20
    assert ((blue > 180) & (red < 40)).sum() > 30 * 20


def test_unknown_vertices_are_one_sentence(tmp_path, capsys):
    mesh = write_obj(tmp_path / "t.obj", relief(), grid_faces(81, 101))
    (tmp_path / "known.csv").write_text("Mou1,99999999\n")
    assert exit_code("markers", mesh, tmp_path / "known.csv", tmp_path / "out.json") == 2
    assert "Mou1 is vertex 99999999" in capsys.readouterr().err


def test_project_puts_the_target_into_the_middle_and_up_upwards():
    camera = Camera((1.0, 2.0, 3.0), height=100.0)
    places = project(np.array([[1.0, 2, 3], [1, 52, 3], [51, 2, 3]]), camera, (800, 400))
    assert places.tolist() == [[400, 200], [400, 0], [600, 200]]
