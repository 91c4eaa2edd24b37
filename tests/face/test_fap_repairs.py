"""What programs really write into FAP files, one habit a test; what is repaired is said, what can't be is an error."""

import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face import fap_file
from face.errors import InputError
from face.faps import FAPS, fap_index

MASK = " ".join("1" if number == 3 else "0" for number in range(1, 69))
PLAIN = f"2.1 joy 25 3\n{MASK}\n0 10\n{MASK}\n1 20\n{MASK}\n2 30\n"


def mask(*numbers, columns=68):
    return " ".join("1" if number in numbers else "0" for number in range(1, columns + 1))


def jaw(text):
    return fap_file.parse(text).motion.values[:, 0].tolist()


@pytest.mark.parametrize(
    "habit",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " \n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace(" ", "\t"),
        lambda text: text.replace("joy", r"C:\Documents and Settings\faces\joy.fap"),
        lambda text: text.replace("joy", "AU Interpolation_1130.fap"),
        lambda text: text.replace("joy", "Fröhlich"),
        lambda text: text.removesuffix("\n"),
        lambda text: "# made by\n" + text,
        lambda text: text.replace(f"\n{MASK}", f"\n# frame\n{MASK}"),
        lambda text: text.replace(" 10\n", " 10.0\n"),
    ],
    ids=range(11),
)
def test_harmless_variants_give_no_note(habit):
    file = fap_file.parse(habit(PLAIN))
    assert file.motion.values[:, 0].tolist() == [10, 20, 30]
    assert file.motion.rate == 25
    assert file.notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (PLAIN.partition("\n")[2], "no header; 25 frames per second are assumed"),
        ("960\n" + PLAIN.partition("\n")[2], "one number instead of a header"),
        (PLAIN.replace("25 3", "25 4"), "announces 4 frames, the file holds 3"),
        (PLAIN.replace("2.1", "2.0"), "version 2.0 is read as 2.1"),
        (PLAIN.replace(MASK, MASK + " 0"), "69 columns"),
        (PLAIN.replace("\n2 30", "\n7 30"), "frames are sparse"),
        (PLAIN.replace("\n2 30", "\n0 30"), "do not rise"),
        (
            PLAIN.replace("0 10", "1720 10").replace("1 20", "1760 20").replace("2 30", "1800 30"),
            "milliseconds",
        ),
        (PLAIN.replace("10", "nan"), "undefined ones to 0"),
    ],
)
def test_repairs_give_a_note(text, note):
    file = fap_file.parse(text)
    assert len(file.motion) == 3
    assert any(note in each for each in file.notes)


def test_masks_may_change_between_frames():
    rows = [(3,), (3, 53), (), (53,), tuple(range(3, 69))]
    lines = [f"{mask(*row)}\n{' '.join(map(str, (index, *row)))}" for index, row in enumerate(rows)]
    motion = fap_file.parse("2.1 x 25 5\n" + "\n".join(lines)).motion
    assert motion.driven[:, [fap_index(3), fap_index(53)]].tolist() == [
        [True, False], [True, True], [False, False], [False, True], [True, True],
    ]  # fmt: skip
    assert motion.values[2, [fap_index(3), fap_index(53)]].tolist() == [3, 53]
    np.testing.assert_array_equal(motion.values[4], [fap.number for fap in FAPS])


def test_visemes_and_expressions_with_all_values_or_one():
    whole = fap_file.parse(f"2.1 x 25 1\n{mask(1, 2, 3)}\n0 4 5 30 0 1 63 2 20 0 0 77")
    assert whole.motion.viseme.tolist() == [[4, 5, 30, 0]]
    assert whole.motion.expression.tolist() == [[1, 63, 2, 20, 0, 0]]
    one = fap_file.parse(f"2.1 x 25 1\n{mask(1, 3)}\n0 4 77")
    assert one.motion.viseme.tolist() == [[4, 0, 63, 0]]
    assert any("one value instead of four" in note for note in one.notes)


@pytest.mark.parametrize(("word", "value"), [("inf", 1080), ("-inf", 0), ("Infinity", 1080), ("1e999", 1080)])
def test_infinite_values_are_clamped_to_the_fap_range(word, value):
    assert jaw(PLAIN.replace(" 10\n", f" {word}\n"))[0] == value


def test_values_beyond_the_range_are_kept_as_written():
    assert jaw(PLAIN.replace(" 10\n", " 8513\n"))[0] == 8513


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PLAIN.replace("0 10", "0 10 11"), 3),
        (PLAIN.replace("1 20", "1"), 5),
        (PLAIN.replace("1 20", "1 twenty"), 5),
        (PLAIN.replace("1 20", "1e300 20"), 5),
        (PLAIN.replace("2 30\n", ""), 6),
        (PLAIN.replace(MASK, MASK[:-2], 1), 2),
        (PLAIN.replace(MASK, MASK.replace("1", "2"), 1), 2),
        (PLAIN.replace("25 3", "fast 3"), 1),
        (PLAIN.replace("25 3", "-25 3"), 1),
        (PLAIN.replace("25 3", "nan 3"), 1),
        (PLAIN.replace("joy 25 3", "joy 0 3"), 1),
    ],
)
def test_unreadable_lines_are_named(text, line):
    with pytest.raises(InputError, match=rf"^line {line}: "):
        fap_file.parse(text)


MASKS = (MASK, mask(1, 2), MASK + " 0")
WORDS = st.sampled_from(["2.1", "x", "25", "3", "0", "1", "-7", "inf", "nan", "#", "\n", "\r\n", *MASKS])


@given(st.lists(WORDS, max_size=30))
def test_any_mixture_of_fap_lines_is_read_or_an_input_error(words):
    try:
        file = fap_file.parse("2.1 x 25 1\n" + " ".join(words))
    except InputError as error:
        assert re.fullmatch(r"line \d+: .+", str(error))  # noqa: PT017 - a mixture may also be a file
    else:
        assert np.isfinite(file.motion.values).all()
        assert (np.diff(file.motion.times) >= 0).all()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_an_input_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("fuzz") / "x.fap"
    path.write_bytes(b"2.1 x 25 1\n" + content)
    try:
        fap_file.read(path)
    except InputError as error:
        assert "x.fap, line " in str(error)  # noqa: PT017


def test_written_files_are_strictly_valid():
    text = fap_file.to_text(fap_file.parse(PLAIN).motion, name="C:\\faces\\my face")
    header, first, values, *_ = text.split("\n")
    assert header == "2.1 my_face 25 3"
    assert (len(first.split()), values) == (68, "0 10")
    assert text.endswith("\n")
    assert "\r" not in text


def test_reading_a_long_file_needs_little_extra_memory(tmp_path):
    count = 20_000
    with (tmp_path / "long.fap").open("w") as file:
        file.write(f"2.1 long 25 {count}\n")
        file.writelines(f"{MASK}\n{index} {index % 500}\n" for index in range(count))
    tracemalloc.start()
    try:
        motion = fap_file.read(tmp_path / "long.fap").motion
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert motion.values[:, 0].tolist() == [index % 500 for index in range(count)]
    assert peak / count < 2500
