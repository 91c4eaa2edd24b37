"""Pickles are read without running anything: what attacks name is refused, and what is left is data."""

import contextlib
import operator
import os
import pickle
import struct
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from face.errors import InputError
from face.head_model.pickle_machine import MAX_OPCODES, Call, Reference
from face.head_model.pickle_reader import parse_pickle, read_pickle
from face.head_model.pickled_arrays import to_array
from tests.damaged_files import damaged
from tests.face.head_model.models import chumpy, python_2_pickle


class Attack:
    """Pickles as a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


CALLS = {
    "os.system": (os.system, "touch {path}"),
    "posix by name": (os.popen, "touch {path}"),
    "subprocess": (subprocess.Popen, ["touch", "{path}"]),
    "eval": (eval, "open({path!r}, 'w')"),
    "exec": (exec, "open({path!r}, 'w')"),
    "import": (__import__, "os"),
    "getattr": (getattr, str, "join"),
    "open": (open, "{path}", "w"),
    "path": (Path.write_text, Path("{path}"), "x"),
    "attrgetter": (operator.attrgetter, "system"),
    "methodcaller": (operator.methodcaller, "system", "touch {path}"),
    "numpy.load": (np.load, "{path}"),
    "numpy.memmap": (np.memmap, "{path}", "u1", "w+", 0, 4),
    "numpy.fromfile": (np.fromfile, "{path}"),
    "numpy.savetxt": (np.savetxt, "{path}", [1]),
}


def _filled(value, path):
    return value.format(path=path) if isinstance(value, str) else value


@pytest.mark.parametrize("protocol", [0, 1, 2, 4, 5])
@pytest.mark.parametrize("name", CALLS)
def test_attacks_are_refused_and_nothing_runs(tmp_path, name, protocol):
    path = tmp_path / "created"
    function, *arguments = CALLS[name]
    attack = Attack(function, *(_filled(argument, str(path)) for argument in arguments))
    content = pickle.dumps({"v_template": attack, "f": np.ones(3)}, protocol)
    with pytest.raises(InputError, match=r"names .*, which no model needs|no pickle of arrays"):
        parse_pickle(content, "m.pkl")
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"cos\nsystem\n(S'touch created'\ntR.",
        b"(S'touch created'\nios\nsystem\n.",
        b"(cos\nsystem\nS'touch created'\no.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x05touch\x85R.",
        b"\x80\x04\x8c\x08builtins\x8c\x0bgetattr\nrun\x93.",
        b"cnumpy.f2py.crackfortran\nmyeval\n(S'1'\ntR.",
        b"cnumpy.testing._private.utils\nrunstring\n(S'1'\n}tR.",
        b"cbuiltins\ngetattr\n.",
        b"c__builtin__\neval\n.",
    ],
)
def test_handwritten_attacks_are_refused(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="nothing of it was run"):
        parse_pickle(content, "m.pkl")
    assert list(tmp_path.iterdir()) == []


def test_classes_that_may_be_named_are_not_imported_or_made(monkeypatch):
    made = []
    module = types.ModuleType("chumpy.ch")
    module.Ch = lambda *arguments: made.append(arguments)
    monkeypatch.setitem(sys.modules, "chumpy.ch", module)
    value = parse_pickle(b"cchumpy.ch\nCh\n(S'x'\ntR(S'y'\nS'z'\ndb.", "m.pkl")
    assert isinstance(value, Call)
    assert (value.made_by, value.arguments, value.state) == (Reference("chumpy.ch", "Ch"), ("x",), {"y": "z"})
    assert made == []
    with pytest.raises(InputError, match="is not an array of numbers"):
        to_array(value, "m.pkl")


def test_numbers_text_and_containers():
    content = {"a": [1, 2.5, None, True, (1, "ä", b"x"), {1, 2}, frozenset({3})], "b": -(2**70), "c": bytearray(b"y")}
    assert parse_pickle(pickle.dumps(content, 5), "m.pkl") == content
    plain = {"a": [1, 2.5, None, True, (1, "ä")], "b": -(2**70)}
    for protocol in range(6):
        assert parse_pickle(pickle.dumps(plain, protocol), "m.pkl") == plain


ARRAYS = [
    np.arange(6.0).reshape(2, 3),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.arange(4, dtype=">i4"),
    np.array([[1, 2]], np.uint32),
    np.array([True, False]),
    np.empty((0, 3)),
    np.float32([[[1.5]]]),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype.str}{array.shape}")
def test_arrays_are_exact_by_every_protocol(array):
    for content in (python_2_pickle(array), *(pickle.dumps(array, protocol) for protocol in range(2, 6))):
        again = to_array(parse_pickle(content, "m.pkl"), "m.pkl")
        assert np.array_equal(again, array)
        assert again.dtype.itemsize == array.dtype.itemsize


@pytest.mark.parametrize("kind", [sparse.csc_matrix, sparse.csr_matrix, sparse.csc_array])
def test_sparse_matrices_become_dense(kind):
    dense = np.array([[0, 1, 0, 2.0], [0, 0, 0, 0], [3, 0, 4, 0]])
    for content in (python_2_pickle(kind(dense)), pickle.dumps(kind(dense))):
        assert np.array_equal(to_array(parse_pickle(content, "m.pkl"), "m.pkl"), dense)


def test_chumpy_s_containers_are_their_arrays():
    inner = chumpy("ch", "Ch", x=np.arange(6.0))
    chosen = chumpy("reordering", "Select", a=inner, idxs=np.array([5, 0]), preferred_shape=(1, 2))
    assert to_array(parse_pickle(python_2_pickle(inner), "m"), "m").tolist() == [0, 1, 2, 3, 4, 5]
    assert to_array(parse_pickle(python_2_pickle(chosen), "m"), "m").tolist() == [[5, 0]]


def _broken_arrays():
    whole = sparse.csc_matrix(np.eye(3))
    beyond, uneven = whole.copy(), whole.copy()
    beyond.indices = np.array([0, 1, 99], np.int32)
    uneven.indptr = np.array([0, 5, 1, 3], np.int32)
    loop = chumpy("ch", "Ch", x=None)
    loop.x = loop
    big = whole.copy()
    big._shape = (10**6, 10**6)  # noqa: SLF001 - as a hostile file would
    return {
        "objects": np.array([{}], object),
        "text": np.array(["x"]),
        "an entry outside": beyond,
        "falling starts": uneven,
        "a huge sparse matrix": big,
        "itself": loop,
        "another operation": chumpy("ch_ops", "add", a=1, b=2),
        "a selection outside": chumpy("reordering", "Select", a=np.ones(2), idxs=np.array([7]), preferred_shape=(1,)),
        "a dictionary": {"x": 1},
        "None": None,
    }


@pytest.mark.parametrize("name", _broken_arrays())
def test_what_is_no_array_of_numbers_is_refused(name):
    value = parse_pickle(python_2_pickle(_broken_arrays()[name]), "m.pkl")
    with pytest.raises(InputError, match="is not an array of numbers"):
        to_array(value, "m.pkl")


def _array_pickle(shape: bytes, raw: bytes) -> bytes:
    """Return the pickle of a float64 array whose shape and numbers are given as opcodes."""
    dtype = b"cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb"
    made = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
    return made + b"(I1\n" + shape + dtype + b"I00\n" + raw + b"tb."


@pytest.mark.parametrize(
    "shape",
    [b"(I-1\nt", b"(I99999999999\nt", b"(I2\nI3\nt", b"(F1.5\nt", b"(S'x'\nt", b"I7\n", b"(" + b"I1\n" * 99 + b"t"],
)
def test_impossible_shapes_are_refused(shape):
    right = to_array(parse_pickle(_array_pickle(b"(I1\nt", b"T\x08\x00\x00\x00" + bytes(8)), "m"), "m")
    assert right.tolist() == [0.0]
    with pytest.raises(InputError, match="is not an array"):
        to_array(parse_pickle(_array_pickle(shape, b"T\x08\x00\x00\x00" + bytes(8)), "m"), "m")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b".",
        b"}",
        b"not a pickle",
        b"T\xff\xff\xff\x7fshort",
        b"\x8e" + struct.pack("<Q", 2**62) + b".",
        b"]" + b"2" * 50 + b"h\x07.",
        b"}(" + b")0(" * 9 + b"u.",
        b"N}" + b"\x86" + b"b.",
        b"I" + b"9" * 5000 + b"\n.",
        b"N" * (MAX_OPCODES + 2),
        b"}NN" + b"2\x86" * 60 + b"Ns.",
        b"\x8f(" + b"N" + b"2\x86" * 60 + b"\x90.",
        b"\x82\x01.",
        b"cos.path\n",
    ],
)
def test_broken_and_exploding_pickles_are_one_sentence(tmp_path, content):
    (tmp_path / "m.pkl").write_bytes(content)
    with pytest.raises(InputError) as error:
        read_pickle(tmp_path / "m.pkl")
    assert len(str(error.value)) < 400


@given(content=damaged(python_2_pickle({"f": np.arange(3), "J": sparse.csc_matrix(np.eye(2)), "s": "x"})))
@settings(max_examples=200)
def test_damaged_pickles_are_read_or_refused(content):
    with contextlib.suppress(InputError):
        read = parse_pickle(content, "m.pkl")
        for value in read.values() if isinstance(read, dict) else [read]:
            with contextlib.suppress(InputError):
                to_array(value, "m.pkl")


OPCODES = [bytes([code]) for code in range(128)] + [
    b"cos\nsystem\n",
    b"cnumpy\ndtype\n",
    b"cchumpy.ch\nCh\n",
    b"K\x01",
    b"U\x02f8",
    b"q\x00",
    b"h\x00",
]


@given(st.lists(st.sampled_from(OPCODES), max_size=40).map(b"".join))
@settings(max_examples=300)
def test_any_opcodes_are_read_or_refused(content):
    with contextlib.suppress(InputError):
        value = parse_pickle(content + b".", "m.pkl")
        to_array(value, "m.pkl")


def test_text_with_odd_escapes_is_read_without_a_warning():
    assert parse_pickle(rb"S'\N'" + b"\n.", "a.pkl") == "\\N"
