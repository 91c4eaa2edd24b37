"""One function reads motion files of any kind."""

import dataclasses

import numpy as np
import pytest

from face import fap_file, npz_file
from face.errors import InputError
from face.motion import FapMotion, MarkerMotion, fap_motion
from face.motion_reading import ReadOptions, read_motion_file
from face.regions import MARKERS

VALUES = np.zeros((4, 66), np.float32)
VALUES[:, 0] = [0, 100, 200, 100]
MOTION = fap_motion(VALUES, 25)
CSV = "Time;jawOpen\n0;0\n0,04;0,5\n0,08;1\n"


def test_every_kind_is_read(tmp_path):
    fap_file.write(MOTION, tmp_path / "a.FAP")
    npz_file.save(MOTION, tmp_path / "a.npz")
    (tmp_path / "a.tsv").write_text(CSV)
    (tmp_path / "a.json").write_text('{"fps": 25, "frames": [{"jawOpen": 0}, {"jawOpen": 0.5}]}')
    for name in ("a.FAP", "a.npz", "a.tsv", "a.json"):
        motion = read_motion_file(tmp_path / name).motion
        assert isinstance(motion, FapMotion)
        assert motion.rate == 25


def test_notes_of_the_readers_come_along(tmp_path):
    (tmp_path / "a.fap").write_text(fap_file.to_text(MOTION).partition("\n")[2])
    assert "the file has no header; 25 frames per second are assumed" in read_motion_file(tmp_path / "a.fap").notes
    file = read_motion_file(tmp_path / "a.fap", ReadOptions(rate=50))
    assert (file.motion.rate, file.motion.times[-1]) == (50, 0.06)
    assert "the file has no header; 50 frames per second are given" in file.notes


def test_a_rate_that_differs_from_the_headers_is_noted(tmp_path):
    fap_file.write(MOTION, tmp_path / "a.fap")
    file = read_motion_file(tmp_path / "a.fap", ReadOptions(rate=50))
    assert (file.motion.rate, file.notes) == (50, ("the header says 25 frames per second; 50 are given and taken",))


def test_options_that_are_not_used_are_named(tmp_path):
    fap_file.write(MOTION, tmp_path / "a.fap")
    options = ReadOptions(rate=25, take=1, time_unit="seconds")
    assert read_motion_file(tmp_path / "a.fap", options).notes == ("not used for this kind of file: time_unit, take",)


def test_what_moves_nothing_is_named(tmp_path):
    still = fap_motion(np.full((3, 66), 50, np.float32), 25)
    npz_file.save(still, tmp_path / "still.npz")
    assert read_motion_file(tmp_path / "still.npz").notes == ("nothing moves: all frames are the same",)
    neutral = np.zeros((len(MARKERS), 3))
    markers = MarkerMotion(np.zeros((3, len(MARKERS), 3)), np.zeros((3, len(MARKERS)), np.bool_), neutral, 120)
    npz_file.save(markers, tmp_path / "markers.npz")
    assert read_motion_file(tmp_path / "markers.npz").notes == ("nothing moves: all frames are the same",)


def test_empty_and_endless_motions_are_refused(tmp_path):
    npz_file.save(dataclasses.replace(MOTION, times=np.array([0, 1, 2, 1e9])), tmp_path / "long.npz")
    with pytest.raises(InputError, match=r"long\.npz lasts 1e\+09 s, more than 7200 s"):
        read_motion_file(tmp_path / "long.npz")
    npz_file.save(FapMotion(VALUES[:0], VALUES[:0] > 0, 25, np.zeros(0)), tmp_path / "empty.npz")
    with pytest.raises(InputError, match=r"empty\.npz has no frame"):
        read_motion_file(tmp_path / "empty.npz")


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.txt").write_text(CSV)
    with pytest.raises(InputError, match=r"a\.txt is not a motion file; give one of \.fap"):
        read_motion_file(tmp_path / "a.txt")
    with pytest.raises(InputError, match="does not exist"):
        read_motion_file(tmp_path / "gone.csv")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 0}, "the rate must be above 0"),
        ({"rate": float("nan")}, "the rate must be above 0"),
        ({"rate": 5000}, "at most 1000 frames per second"),
        ({"take": 0}, "takes are counted from 1"),
        ({"time_unit": "hours"}, "the time unit 'hours' is unknown; give one of seconds"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        ReadOptions(**options)


@pytest.mark.parametrize("shape", [(30, 52), (1, 30, 52), (30, 61)])
def test_weights_without_names_are_refused(tmp_path, shape):
    np.save(tmp_path / "a.npy", np.zeros(shape, np.float32))
    with pytest.raises(InputError, match=r"blend shape weights.*write them as \.csv with ARKit's names"):
        read_motion_file(tmp_path / "a.npy")


def test_more_frames_a_second_than_anybody_records_are_refused(tmp_path):
    motion = fap_motion(np.ones((3, 66), np.float32), 1e22)
    npz_file.save(motion, tmp_path / "a.npz")
    with pytest.raises(InputError, match=r"1e\+22 frames per second; at most 1000"):
        read_motion_file(tmp_path / "a.npz")
