"""Commands with a custom avatar, markers or ARKit curves, on a small head."""

import numpy as np
import pytest

from face import arkit, fap_file, npz_file
from face.motion import MarkerMotion
from renderer.__main__ import main
from renderer.decoding.lengths import decoded_length
from tests.renderer import small_head, speech_motion
from tests.synthesis import faces


@pytest.fixture
def custom_avatar(tmp_path):
    return small_head.write(tmp_path)


@pytest.fixture
def markers(tmp_path):
    npz_file.save(speech_motion.markers(seconds=1.0), tmp_path / "m.npz")
    return tmp_path / "m.npz"


def exit_code(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in arguments])
    return ended.value.code


def test_video_of_a_custom_avatar_moved_by_markers(tmp_path, custom_avatar, markers):
    out = tmp_path / "v.mp4"
    assert exit_code("video", markers, out, "--avatar", custom_avatar, "--deformer", "markers", "--size", "96x64") == 0
    assert decoded_length(out, "video").frames == 25


def test_markers_without_their_deformer_are_refused_with_the_retarget_command(tmp_path, custom_avatar, markers, capsys):
    assert exit_code("video", markers, tmp_path / "v.mp4", "--avatar", custom_avatar) == 2
    assert "python -m synthesis retarget" in capsys.readouterr().err


def test_still_of_arkit_curves_prints_their_repairs(tmp_path, custom_avatar, capsys):
    (tmp_path / "clip.csv").write_text("Timecode,JawOpen\n00:00:00:00,0\n00:00:00:01,1.5\n")
    size = ("--avatar", custom_avatar, "--size", "96x96", "--fps", 60)
    for time in (0, 1):
        assert exit_code("still", tmp_path / "clip.csv", tmp_path / f"{time}.png", "--frame", time, *size) == 0
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()
    output = capsys.readouterr().err
    assert "columns are missing and stay 0: eyeBlinkLeft" in output
    assert "weights outside 0 to 1 are clipped: 1 above 1 (up to 1.5)" in output


def test_roundtrip_prints_every_direction(custom_avatar, markers, capsys):
    assert exit_code("roundtrip", markers, "--avatar", custom_avatar) == 0
    output = capsys.readouterr().out
    assert "Mou7.y  52" in output
    assert "directions have no FAP" in output


def test_compare_writes_its_table(tmp_path, custom_avatar, markers, capsys):
    out = tmp_path / "deformers.md"
    assert exit_code("compare", markers, markers, "--avatar", custom_avatar, "--out", out) == 0
    assert out.read_text() == capsys.readouterr().out
    assert out.read_text().count("| markers |") == 2


def test_roundtrip_refuses_faps_without_markers(tmp_path, custom_avatar, swing, capsys):
    fap_file.write(swing, tmp_path / "m.fap")
    assert exit_code("roundtrip", tmp_path / "m.fap", "--avatar", custom_avatar) == 2
    assert "needs the markers themselves" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "message"),
    [("gone.json", "gone.json can't be read"), ("nobody", "there is no avatar called 'nobody'")],
)
def test_an_unknown_avatar_is_reported_in_one_sentence(markers, path, message, capsys):
    assert exit_code("roundtrip", markers, "--avatar", path) == 2
    output = capsys.readouterr().err
    assert message in output
    assert output.count("\n") == 1


def test_notes_on_a_custom_avatar_are_printed(tmp_path, markers, capsys):
    parts = {name: part for name, part in small_head.description()["parts"].items() if part != "tongue"}
    points = {n: p for n, p in small_head.description()["feature_points"].items() if not n.startswith("6.")}
    path = small_head.write(tmp_path, parts=parts, feature_points=points)
    assert exit_code("roundtrip", markers, "--avatar", path) == 0
    assert "small has no tongue" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"positions": np.full((3, 46, 3), np.nan)}, "positions is not a finite number in frame 0"),
        ({"rate": 0.0}, "must be a rate above 0 Hz"),
        ({"positions": np.zeros((0, 46, 3)), "valid": np.ones((0, 46), bool)}, "no frame"),
        ({"positions": np.zeros((3, 45, 3))}, r"positions must have shape (T, 46, 3), not (3, 45, 3)"),
    ],
)
def test_broken_motion_is_reported_in_one_sentence(tmp_path, custom_avatar, changes, message, capsys):
    still = faces.motion(faces.noise(0, frames=3))
    arrays = {"positions": still.positions, "valid": still.valid, "neutral": still.neutral, "rate": 120.0}
    np.savez(tmp_path / "m.npz", type=MarkerMotion.__name__, **(arrays | changes))
    assert (
        exit_code("video", tmp_path / "m.npz", tmp_path / "v.mp4", "--deformer", "markers", "--avatar", custom_avatar)
        == 2
    )
    output = capsys.readouterr().err
    assert message in output.replace("\n", " ")
    assert not (tmp_path / "v.mp4").exists()


def test_curves_that_are_not_arkits_are_refused(tmp_path, custom_avatar, capsys):
    (tmp_path / "clip.csv").write_text("smile,frown\n1,0\n")
    assert exit_code("video", tmp_path / "clip.csv", tmp_path / "v.mp4", "--avatar", custom_avatar) == 2
    assert f"a header with names such as {arkit.BLEND_SHAPES[17]}" in capsys.readouterr().err
