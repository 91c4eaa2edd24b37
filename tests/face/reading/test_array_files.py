"""Arrays of `.npy` and `.npz` files: exact when right; one sentence and little memory when hostile."""

import contextlib
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from face.errors import InputError
from face.reading.array_files import MAX_NUMBERS, WHOLE_FILE, open_arrays
from tests.damaged_files import damaged

SMALL = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
TYPES = st.sampled_from(["<f4", ">f4", "<f8", "<f2", "<i8", ">i2", "|u1", "|b1", "<U3"])


def npy(header: str, content: bytes = b"", version: int = 1) -> bytes:
    """Return an `.npy` file with this header."""
    text = header.encode("latin1")
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + content


@given(array=arrays.arrays(TYPES, SMALL), as_fortran=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_round_trip_is_exact(tmp_path, array, as_fortran):
    stored = np.asfortranarray(array) if as_fortran else array
    np.save(tmp_path / "a.npy", stored)
    np.savez_compressed(tmp_path / "a.npz", a=stored, b=np.arange(3))
    for read in (
        open_arrays(tmp_path / "a.npy").read(WHOLE_FILE),
        open_arrays(tmp_path / "a.npz").read("a"),
    ):
        assert (read.shape, read.dtype) == (stored.shape, stored.dtype)
        assert read.tobytes() == np.asarray(stored).tobytes()


def test_a_large_array_stays_on_disk(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((2000, 3000), np.float32))
    tracemalloc.start()
    open_arrays(tmp_path / "a.npy").read(WHOLE_FILE)
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()


GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a NumPy file"),
        (b"\x93NUMPY", "does not begin like an array"),
        (b"\x93NUMPY\x09\x00", "does not begin like an array"),
        (npy(GOOD), "is cut short: 0 of 8 bytes"),
        (npy(GOOD.replace("(2,)", "(-2, 3)")), "broken header"),
        (npy(GOOD.replace("(2,)", "(1.5,)")), "broken header"),
        (npy(GOOD.replace("(2,)", f"({'9' * 150},)")), "numbers are read, so cut it"),
        (npy(GOOD.replace("(2,)", f"({2**40}, 0)")), "numbers are read, so cut it"),
        (npy(GOOD.replace("(2,)", "(100000, 100000)")), "numbers are read, so cut it"),
        (npy(GOOD.replace("<f4", "|O")), "Python objects in files can run programs"),
        (npy(GOOD.replace("<f4", "<c8")), "no plain numbers but the type <c8"),
        (npy(GOOD.replace("<f4", "<U99999").replace("(2,)", "(9,)")), "too much text"),
        (npy(GOOD.replace("'<f4'", "[('x', '<f4')]")), "no plain numbers"),
        (npy("import os"), "broken header"),
        (npy("(" * 5000), "broken header"),
        (b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31), "header of 2147483648 bytes"),
    ],
)
def test_a_hostile_array_is_one_sentence(tmp_path, content, message):
    path = tmp_path / "a.npy"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        open_arrays(path).read(WHOLE_FILE)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("a.npy", content)
    with pytest.raises(InputError):
        open_arrays(tmp_path / "a.npz").read("a")


def test_objects_are_never_loaded(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([{"x": 1}], object), b=np.ones(2))
    file = open_arrays(tmp_path / "a.npz")
    assert file.read("b").tolist() == [1, 1]
    with pytest.raises(InputError, match="array a holds no plain numbers but Python objects"):
        file.read("a")
    with pytest.raises(InputError, match="has no array c; it has a, b"):
        file.read("c")


def test_a_zip_bomb_takes_no_memory(tmp_path):
    header = npy(f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({MAX_NUMBERS + 1},), }}")
    with (
        zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.npy", "w") as member,
    ):
        member.write(header)
        for _ in range(20):
            member.write(bytes(2**20))
    tracemalloc.start()
    with pytest.raises(InputError, match="so cut it"):
        open_arrays(tmp_path / "a.npz").read("a")
    assert tracemalloc.get_traced_memory()[1] < 2e6
    tracemalloc.stop()


def test_an_archive_of_countless_arrays_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.npy", b"")
    with pytest.raises(InputError, match="holds 1001 arrays"):
        open_arrays(tmp_path / "a.npz")


def _archive() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, poses=np.ones((2, 5)), rate=30)
    return file.getvalue()


@given(content=damaged(_archive()) | damaged(npy(GOOD, bytes(8))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_damaged_files_are_read_or_refused(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)
    with contextlib.suppress(InputError):
        file = open_arrays(tmp_path / "a.npz")
        for name in file.headers:
            file.read(name)


def test_text_beyond_unicode_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, type=np.frombuffer(b"\xff\xff\xff\x7f" * 2, "<U2"))
    with pytest.raises(InputError, match="text that is damaged"):
        open_arrays(path).read("type")
