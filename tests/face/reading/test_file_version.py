"""A file that is written anew is read anew; one that is gone says so."""

import os

import pytest

from face.errors import InputError
from face.mesh import read_mesh
from face.reading.file_version import file_version


def test_a_mesh_written_anew_is_read_anew(tmp_path):
    path = tmp_path / "t.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    first = read_mesh(path)
    assert read_mesh(path) is first
    path.write_text("v 0 0 0\nv 2 0 0\nv 0 1 0\nf 1 2 3\n")
    os.utime(path, ns=(1, 1))
    assert read_mesh(path).vertices[1].tolist() == [2, 0, 0]
    path.unlink()
    assert file_version(path) == (0, 0, 0)
    with pytest.raises(InputError, match="does not exist"):
        read_mesh(path)
