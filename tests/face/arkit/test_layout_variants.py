"""The same motion in any layout is the same motion, and any damage to a file is one sentence."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face.arkit import BLEND_SHAPES, read_csv, read_json
from face.errors import InputError
from face.reading.options import ReadOptions
from face.times.timecode import format_timecode

SPELLINGS = {
    "as it is": lambda name: name,
    "Pascal": lambda name: name[0].upper() + name[1:],
    "short side": lambda name: re.sub(r"(Left|Right)$", lambda side: "_" + side[0][0], name),
    "snake": lambda name: re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name),
    "lower": str.lower,
    "spaces": lambda name: re.sub("[A-Z]", lambda letter: " " + letter[0], name).title(),
    "side first": lambda name: re.sub(r"^(\w+?)(Left|Right)$", r"\2_\1", name),
}
TIMES = {
    "Timecode": format_timecode,
    "Time": lambda time, rate: f"{time:.6f}",
    "timestamp_ms": lambda time, rate: f"{1e6 + time * 1000:.3f}",
    "time [us]": lambda time, rate: f"{1.7e15 + time * 1e6:.0f}",
    "Frame#": lambda time, rate: str(round(time * rate)),
}


@st.composite
def motions(draw):
    """Draw a rate and weights `(T, n)` of some blend shapes; one weight is large enough to tell percent."""
    names = draw(st.lists(st.sampled_from(BLEND_SHAPES), min_size=6, max_size=12, unique=True))
    rate = draw(st.sampled_from([12.0, 15.0, 24.0, 25.0, 29.97, 30.0, 48.0, 50.0, 59.94, 60.0, 100.0, 120.0]))
    count = draw(st.integers(int(rate) + 2, int(2.5 * rate)))
    seed = draw(st.integers(0, 2**32 - 1))
    return names, rate, np.random.default_rng(seed).integers(0, 1001, (count, len(names))) / 1000


@st.composite
def tables(draw):
    """Draw a motion and the text of a table that holds it."""
    names, rate, weights = draw(motions())
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    comma = separator != "," and draw(st.booleans())
    scale = draw(st.sampled_from([1, 100]))
    prefix = draw(st.sampled_from(["", "blendShapes.", "ARKit:", "bs_", "Face/"]))
    spell = SPELLINGS[draw(st.sampled_from(list(SPELLINGS)))]
    time_name = draw(st.sampled_from(list(TIMES)))
    header = [time_name, *(prefix + spell(name) for name in names)]
    rows = [
        [TIMES[time_name](i / rate, rate), *(f"{value * scale:.6g}" for value in row)] for i, row in enumerate(weights)
    ]
    order = draw(st.permutations(range(len(header))))
    lines = [separator.join(row[index] for index in order) for row in rows]
    text = (
        separator.join(header[index] for index in order) + "\n" + "\n".join(lines).replace(".", "," if comma else ".")
    )
    return names, rate, weights, text, draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))


def check_same_motion(table, folder):
    names, rate, weights, text, encoding = table
    (folder / "t.csv").write_bytes(text.encode(encoding))
    curves = read_csv(folder / "t.csv", ReadOptions(rate=rate) if "Frame#" in text else ReadOptions())
    np.testing.assert_allclose(curves.weights[:, [BLEND_SHAPES.index(name) for name in names]], weights, atol=1e-5)
    np.testing.assert_allclose(curves.times, np.arange(len(weights)) / rate, atol=1e-3)
    assert curves.rate == pytest.approx(rate, rel=2e-3)
    assert curves.given.sum() == len(names)


@settings(max_examples=15, deadline=None)
@given(tables())
def test_any_layout_is_the_same_motion(tmp_path_factory, table):
    check_same_motion(table, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(tables())
def test_very_many_layouts_are_the_same_motion(tmp_path_factory, table):
    check_same_motion(table, tmp_path_factory.getbasetemp())


CSV = (
    "Timecode,BlendShapeCount,JawOpen,EyeBlinkLeft,HeadYaw\n"
    + "".join(f"00:00:{i // 30:02d}:{i % 30:02d}.{i * 7 % 1000:03d},52,{i / 100},0.5,0.1\n" for i in range(40))
).encode()
JSON = json.dumps(
    {"exportFps": 30, "numFrames": 5, "facsNames": ["jawOpen", "jawLeft"], "weightMat": [[0.1, 0.2]] * 5}
).encode()
FRAMES = json.dumps(
    [
        {"time": i / 30, "faceBlendshapes": [{"categories": [{"categoryName": "jawOpen", "score": 0.1}]}]}
        for i in range(5)
    ]
).encode()
PIECES = st.sampled_from(
    [b"", b",", b";", b"\n", b'"', b"\0", b"\xff\xfe", b"1e309", b"-1", b"nan", b"null", b"[", b"]", b"{", b"}", b":",
     b"999999999999", b"JawOpen", b"\r", b"00:00:00:00", b"\x80", b"1e-9", b"0.5,", b"[[", b"true"]
)  # fmt: skip


@st.composite
def damaged(draw, content):
    """Draw a file with some of its bytes cut out, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, len(content)))
        end = min(len(content), first + draw(st.integers(0, 40)))
        times = draw(st.sampled_from([0, 0, 1, 2, 30]))
        content = content[:first] + draw(PIECES) + content[first:end] * times + content[end:]
    return content


def check_read_or_refused(content, name, folder):
    (folder / name).write_bytes(content)
    try:
        curves = (read_csv if name.endswith("csv") else read_json)(folder / name)
    except InputError as error:
        assert str(error).startswith(str(folder / name))  # noqa: PT017 - a damaged file may also be whole
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert np.isfinite(curves.weights).all()
        assert curves.weights.min() >= 0
        assert curves.weights.max() <= 1
        assert np.isfinite(curves.times).all()
        assert (np.diff(curves.times) > 0).all()
        assert 4 <= curves.rate <= 1000


DAMAGED = st.one_of(
    damaged(CSV).map(lambda content: ("x.csv", content)),
    damaged(JSON).map(lambda content: ("x.json", content)),
    damaged(FRAMES).map(lambda content: ("x.json", content)),
)


@settings(max_examples=60, deadline=None)
@given(DAMAGED)
def test_damaged_files_are_read_or_refused(tmp_path_factory, file):
    name, content = file
    check_read_or_refused(content, name, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(DAMAGED)
def test_very_many_damaged_files_are_read_or_refused(tmp_path_factory, file):
    name, content = file
    check_read_or_refused(content, name, tmp_path_factory.getbasetemp())


NUMBERS = st.one_of(
    st.integers(-5, 200).map(str),
    st.floats(-1, 1e3).map(lambda number: f"{number:.3f}"),
    st.sampled_from(["1e300", "-1e300", "1e17", "nan", "", "0", "0", "1"]),
)
CODES = st.one_of(
    st.tuples(st.integers(0, 25), st.integers(0, 3), st.integers(0, 61), st.integers(0, 130)).map(
        lambda fields: ":".join(f"{field:02d}" for field in fields)
    ),
    st.sampled_from(["23:59:59;29", "00:00:00;02", "00:01:00.5", "0:0:1,25", "01:00", "00:00:00:00.999", "2024-01-01"]),
)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.lists(NUMBERS, min_size=1, max_size=30), st.lists(CODES, min_size=1, max_size=30)),
    st.sampled_from(["Time", "Timecode", "timestamp_ms", "Frame"]),
    st.sampled_from([None, 25.0, 29.97, 1000.0, 0.01]),
    st.sampled_from([None, "seconds", "milliseconds", "frames", "timecode"]),
    st.sampled_from([None, 1, 2]),
)
def test_any_times_are_read_or_refused(tmp_path_factory, cells, name, rate, unit, take):
    path = tmp_path_factory.getbasetemp() / "x.csv"
    path.write_text(f"{name};jawOpen\n" + "".join(f"{cell};{i % 2}\n" for i, cell in enumerate(cells)))
    try:
        curves = read_csv(path, ReadOptions(rate=rate, time_unit=unit, take=take))
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - any times may also be right
    else:
        assert np.isfinite(curves.times).all()
        assert (np.diff(curves.times) > 0).all()
        assert len(curves.weights) == len(curves.times) <= len(cells)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(-5, 10**20), st.sampled_from(["jawOpen", "x", "1"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["names", "weights", "frames", "jawOpen", "jawLeft", "time", "fps", "blendshapes", "BlendShapes",
                 "categories", "categoryName", "score", "FrameIndex", "facsNames", "weightMat", "numFrames"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_any_json_is_read_or_refused(tmp_path_factory, document):
    check_read_or_refused(json.dumps(document).encode(), "x.json", tmp_path_factory.getbasetemp())
