"""Tensors of torch.save are read without torch: exact, also as views, and refused when they do not fit."""

import contextlib
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from face.errors import InputError
from face.head_model.torch_file import read_tensors
from face.reading.array_files import WHOLE_FILE
from tests.damaged_files import damaged
from tests.face.head_model.tensors import STORAGES, write_tensors

ARRAY = np.arange(12, dtype=np.float32).reshape(3, 4)


@pytest.mark.parametrize("kind", STORAGES)
def test_types_are_exact(tmp_path, kind):
    array = ARRAY.astype(kind)
    assert np.array_equal(read_tensors(write_tensors(tmp_path / "m.pt", array)).read(WHOLE_FILE), array)


def test_a_dictionary_and_views(tmp_path):
    file = read_tensors(write_tensors(tmp_path / "m.pt", {"exp": ARRAY, "jaw": ARRAY[:, :3]}))
    assert file.shapes == {"exp": (3, 4), "jaw": (3, 3)}
    turned = write_tensors(tmp_path / "t.pt", ARRAY, strides=[1, 3])
    assert np.array_equal(read_tensors(turned).read(WHOLE_FILE), ARRAY.reshape(-1).reshape(4, 3).T)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"offset": 1}, "cut short"),
        ({"offset": -1}, "impossible shape"),
        ({"strides": [4, -1]}, "impossible shape"),
        ({"strides": [2**30, 1]}, "cut short"),
        ({"strides": [4]}, "impossible shape"),
    ],
)
def test_views_beyond_the_numbers_are_refused(tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        read_tensors(write_tensors(tmp_path / "m.pt", ARRAY, **options))


@pytest.mark.parametrize(
    ("member", "content", "message"),
    [
        ("other", b"", "is not a file of torch.save"),
        ("m/data.pkl", b"].", "holds no tensor"),
        ("m/data.pkl", b"cos\nsystem\n(S'ls'\ntR.", "names os.system"),
        ("m/data.pkl", b"", "no pickle of arrays"),
    ],
)
def test_other_archives_are_refused(tmp_path, member, content, message):
    with zipfile.ZipFile(tmp_path / "m.pt", "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(InputError, match=message):
        read_tensors(tmp_path / "m.pt")


@given(data=damaged(b"x" * 900))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_damaged_files_are_read_or_refused(tmp_path, data):
    whole = write_tensors(tmp_path / "m.pt", {"exp": ARRAY}).read_bytes()
    changed = bytes(a ^ b ^ ord("x") for a, b in zip(whole, data.ljust(len(whole), b"x"), strict=False))
    (tmp_path / "m.pt").write_bytes(changed)
    with contextlib.suppress(InputError):
        read_tensors(tmp_path / "m.pt")
