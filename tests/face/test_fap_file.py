"""FAP files: strict when written, patient when read."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from face import fap_file
from face.errors import InputError
from face.motion import FapMotion, hold_last_value
from face.motion_summary import fap_digest


def mask(*numbers, columns=68):
    return " ".join("1" if n in numbers else "0" for n in range(1, columns + 1))


def driven(file):
    return [number + 3 for number in np.flatnonzero(file.motion.driven.any(axis=0))]


@st.composite
def motions(draw):
    frames = draw(st.integers(1, 6))
    values = draw(arrays.arrays(np.float32, (frames, 66), elements=st.integers(-9999, 9999).map(float)))
    set_ = draw(arrays.arrays(bool, (frames, 66)))
    rate = draw(st.sampled_from([25.0, 30.0, 120.0, 29.97, 24000 / 1001]))
    return FapMotion(hold_last_value(values, set_), set_, rate, np.arange(frames) / rate)


@given(motions())
def test_write_read_round_trip(motion):
    file = fap_file.parse(fap_file.to_text(motion))
    assert file.notes == ()
    assert file.motion.rate == motion.rate
    assert np.array_equal(file.motion.values, motion.values)
    assert np.array_equal(file.motion.driven, motion.driven)
    assert np.allclose(file.motion.times, motion.times)


@given(st.text(max_size=300))
def test_any_text_is_read_or_an_input_error(text):
    try:
        fap_file.parse(text)
    except InputError as error:
        assert "line " in str(error)  # noqa: PT017 - any text may also be a FAP file


@pytest.mark.parametrize("name", ["C:\\faces\\joy.fap", "AU Interpolation_1130.fap", "joy.fap"])
def test_names_with_spaces_and_backslashes(name):
    file = fap_file.parse(f"2.1 {name} 25 1\r\n{mask(3)} \r\n0 100 \r\n")
    assert (file.motion.rate, file.motion.values[0, 0], file.notes) == (25.0, 100.0, ())


def test_comments_before_header_and_mask():
    file = fap_file.parse(f"# made by\n2.1 x 25 1\n# mask\n{mask()}\n0")
    assert (len(file.motion), driven(file), file.notes) == (1, [], ())


def test_a_file_without_header():
    file = fap_file.parse(f"{mask(3)}\n0 7\n{mask(3)}\n1 8")
    assert file.motion.values[:, 0].tolist() == [7, 8]
    assert "no header" in file.notes[0]


def test_a_header_of_one_number_and_indices_in_milliseconds():
    file = fap_file.parse("960\n" + "\n".join(f"{mask(3)}\n{ms} 5" for ms in (1720, 1760, 1800)))
    assert np.allclose(file.motion.times, [1.72, 1.76, 1.80])
    assert any("milliseconds" in note for note in file.notes)


def test_gaps_in_frame_indices_keep_their_times():
    file = fap_file.parse(f"2.1 x 25 2\n{mask(3)}\n5 1\n{mask(3)}\n9 2")
    assert np.allclose(file.motion.times, [0.2, 0.36])
    assert any("sparse" in note for note in file.notes)


def test_undriven_faps_hold_the_last_value():
    file = fap_file.parse(f"2.1 x 25 3\n{mask(3)}\n0 10\n{mask(4)}\n1 20\n{mask(3, 4)}\n2 30 40")
    assert file.motion.values[:, :2].tolist() == [[10, 0], [10, 20], [30, 40]]


def test_an_empty_69th_column_is_ignored():
    assert "69 columns" in fap_file.parse(f"2.1 x 25 1\n{mask(3, columns=69)}\n0 1").notes[0]
    with pytest.raises(InputError, match="line 2: the mask sets a 69th FAP"):
        fap_file.parse(f"2.1 x 25 1\n{mask(69, columns=69)}\n0 1")


def test_a_viseme_with_one_value():
    file = fap_file.parse(f"2.1 x 25 1\n{mask(1, 3)}\n0 4 77")
    assert file.motion.viseme.tolist() == [[4, 0, 63, 0]]
    assert file.motion.values[0, 0] == 77


def test_infinite_values_are_clamped_with_a_note():
    file = fap_file.parse(f"2.1 x 25 1\n{mask(3, 4)}\n0 inf -inf")
    assert file.motion.values[0, :2].tolist() == [1080, -600]
    assert "clamped" in file.notes[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the file is empty"),
        ("hello world", "line 1: neither a header"),
        ("2.1 x 0 1", "line 1: the rate must be above 0"),
        ("2.1 x 25 1", "holds no frame"),
        (f"2.1 x 25 1\n{mask(3)}", "line 2: the file ends after a mask"),
        (f"2.1 x 25 1\n{mask(3)}\n0 1 2", "line 3: the mask asks for 1 values, 2 are given"),
        (f"2.1 x 25 1\n{mask(3)}\n0 one", "line 3: a value is not a number"),
        ("2.1 x 25 1\n1 0 1\n0 1", "line 2: a mask of 68 zeros and ones"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(text, sentence):
    with pytest.raises(InputError, match=sentence):
        fap_file.parse(text)


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.fap can't be read: No such file"):
        fap_file.read(tmp_path / "nowhere.fap")


def test_the_digest_ignores_held_values():
    text = f"2.1 x 25 2\n{mask(3)}\n0 10\n{mask(4)}\n1 20"
    table = np.zeros((2, 66), "<i4")
    table[0, 0], table[1, 1] = 10, 20
    assert fap_digest(fap_file.parse(text).motion) == hashlib.sha256(table.tobytes()).hexdigest()
