"""Commands that take the user's own avatar, markers or ARKit curves, on a small head."""

import numpy as np
import pytest

from face import arkit, fap_file, npz_file
from face.motion import MarkerMotion
from renderer import ffmpeg
from renderer.__main__ import main
from tests.renderer import small_head, speech_motion
from tests.synthesis import faces


@pytest.fixture
def own(tmp_path):
    return small_head.write(tmp_path)


@pytest.fixture
def markers(tmp_path):
    npz_file.save(speech_motion.markers(seconds=1.0), tmp_path / "m.npz")
    return tmp_path / "m.npz"


def code_of(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


def test_markers_move_an_own_avatar_into_a_video(tmp_path, own, markers):
    out = tmp_path / "v.mp4"
    assert code_of("video", markers, out, "--avatar", own, "--deformer", "markers", "--size", "96x64") == 0
    assert ffmpeg.decoded_length(out, "video").frames == 25


def test_markers_without_the_deformer_for_them_are_sent_to_retargeting(tmp_path, own, markers, capsys):
    assert code_of("video", markers, tmp_path / "v.mp4", "--avatar", own) == 2
    assert "python -m synthesis retarget" in capsys.readouterr().err


def test_arkit_curves_become_a_picture_and_what_was_repaired_is_said(tmp_path, own, capsys):
    (tmp_path / "clip.csv").write_text("Timecode,JawOpen\n00:00:00:00,0\n00:00:00:01,1.5\n")
    size = ("--avatar", own, "--size", "96x96", "--fps", 60)
    for time in (0, 1):
        assert code_of("still", tmp_path / "clip.csv", tmp_path / f"{time}.png", "--frame", time, *size) == 0
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()
    said = capsys.readouterr().err
    assert "columns are missing and stay 0: eyeBlinkLeft" in said
    assert "values below 0 or above 1 are clipped" in said


def test_roundtrip_prints_every_direction(own, markers, capsys):
    assert code_of("roundtrip", markers, "--avatar", own) == 0
    said = capsys.readouterr().out
    assert "Mou7.y  52" in said
    assert "directions have no FAP" in said


def test_compare_writes_its_table(tmp_path, own, markers, capsys):
    out = tmp_path / "deformers.md"
    assert code_of("compare", markers, markers, "--avatar", own, "--out", out) == 0
    assert out.read_text() == capsys.readouterr().out
    assert out.read_text().count("| markers |") == 2


def test_faps_alone_cannot_be_sent_there_and_back(tmp_path, own, swing, capsys):
    fap_file.write(swing, tmp_path / "m.fap")
    assert code_of("roundtrip", tmp_path / "m.fap", "--avatar", own) == 2
    assert "needs the markers themselves" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "says"),
    [("gone.json", "gone.json can't be read"), ("nobody", "there is no avatar called 'nobody'")],
)
def test_an_avatar_that_is_not_there_is_one_sentence(markers, path, says, capsys):
    assert code_of("roundtrip", markers, "--avatar", path) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_notes_on_an_own_avatar_are_printed(tmp_path, markers, capsys):
    parts = {name: part for name, part in small_head.description()["parts"].items() if part != "tongue"}
    points = {n: p for n, p in small_head.description()["feature_points"].items() if not n.startswith("6.")}
    path = small_head.write(tmp_path, parts=parts, feature_points=points)
    assert code_of("roundtrip", markers, "--avatar", path) == 0
    assert "small has no tongue" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"positions": np.full((3, 46, 3), np.nan)}, "positions is not a finite number in frame 0"),
        ({"rate": 0.0}, "must be a rate above 0 Hz"),
        ({"positions": np.zeros((0, 46, 3)), "valid": np.ones((0, 46), bool)}, "no frame"),
        ({"positions": np.zeros((3, 45, 3))}, r"positions must have shape (T, 46, 3), not (3, 45, 3)"),
    ],
)
def test_broken_motion_is_one_sentence(tmp_path, own, changes, says, capsys):
    still = faces.motion(faces.noise(0, frames=3))
    known = {"positions": still.positions, "valid": still.valid, "neutral": still.neutral, "rate": 120.0}
    np.savez(tmp_path / "m.npz", type=MarkerMotion.__name__, **(known | changes))
    assert code_of("video", tmp_path / "m.npz", tmp_path / "v.mp4", "--deformer", "markers", "--avatar", own) == 2
    said = capsys.readouterr().err
    assert says in said.replace("\n", " ")
    assert not (tmp_path / "v.mp4").exists()


def test_curves_of_another_kind_are_named(tmp_path, own, capsys):
    (tmp_path / "clip.csv").write_text("smile,frown\n1,0\n")
    assert code_of("video", tmp_path / "clip.csv", tmp_path / "v.mp4", "--avatar", own) == 2
    assert f"a header with names such as {arkit.BLEND_SHAPES[17]}" in capsys.readouterr().err
