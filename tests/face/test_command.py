"""`python -m face`."""

import json

import numpy as np

from face import fap_file
from face.motion import fap_motion
from tests.command_line import run_package


def face(*arguments):
    return run_package("face", *arguments)


def test_info_describes_a_file(tmp_path):
    values = np.zeros((3, 66), np.float32)
    values[1:, [0, 48]] = 12
    fap_file.write(fap_motion(values, 25), tmp_path / "a.fap")
    result = json.loads(face(tmp_path / "a.fap", "--json").stdout)
    assert (result["kind"], result["frames"], result["rate"], result["seconds"]) == ("FAPs", 3, 25, 0.12)
    assert (result["driven"], result["moving"], result["of"]) == ([3, 51], ["3 open_jaw", "51 lower_t_midlip_o"], 68)
    assert result["notes"] == []


def test_notes_and_what_moves_are_printed(tmp_path):
    (tmp_path / "a.csv").write_text("Frame,jawOpen\n0,0.1\n1,0.1\n")
    output = face(tmp_path / "a.csv", "--rate", "30").stdout
    assert f"{tmp_path / 'a.csv'}: FAPs, 2 frames at 30 Hz, 0.067 s\n0 of 68 move\n" in output
    assert "note: nothing moves: all frames are the same" in output


def test_an_invalid_file_is_one_sentence(tmp_path):
    result = face(tmp_path / "none.fap")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
