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
    values[:, [0, 48]] = 12
    fap_file.write(fap_motion(values, 25), tmp_path / "a.fap")
    result = json.loads(face(tmp_path / "a.fap", "--json").stdout)
    assert (result["frames"], result["rate"], result["driven"], result["notes"]) == (3, 25, [3, 51], [])


def test_an_invalid_file_is_one_sentence(tmp_path):
    result = face(tmp_path / "none.fap")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
