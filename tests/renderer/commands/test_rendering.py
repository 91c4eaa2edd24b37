import pytest
from PIL import Image

from face import fap_file, npz_file
from renderer import avatar_registry
from renderer.__main__ import main
from tests.media_probe import read_header
from tests.renderer.morph_animation import animated
from tests.renderer.template import heads


@pytest.fixture
def motion(tmp_path, swing):
    fap_file.write(swing, tmp_path / "m.fap")
    return str(tmp_path / "m.fap")


def exit_code(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in arguments])
    return ended.value.code


@pytest.mark.usefixtures("ball_face")
def test_video_writes_a_video(tmp_path, motion, capsys):
    out = tmp_path / "v.mp4"
    assert exit_code("video", motion, out, "--size", "96x64", "--fps", "10") == 0
    assert read_header(out).size == (96, 64)
    assert "10 frames, 1.00 s" in capsys.readouterr().out


@pytest.mark.usefixtures("ball_face")
def test_still_takes_a_frame_or_a_time(tmp_path, motion):
    assert exit_code("still", motion, tmp_path / "a.png", "--size", "96x64", "--frame", "10") == 0
    assert exit_code("still", motion, tmp_path / "b.png", "--size", "96x64", "--time", "0.4") == 0
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (96, 64)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.usefixtures("ball_face")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--size", "97x64"], "even"),
        (["--size", "big"], "not a size"),
        (["--size", "0x0"], "0x0"),
        (["--fps", "0"], "0 frames per second"),
        (["--audio", "gone.wav"], "gone.wav does not exist"),
    ],
)
def test_wrong_arguments_are_reported_in_one_sentence(tmp_path, motion, capsys, arguments, message):
    assert exit_code("video", motion, tmp_path / "v.mp4", *arguments) == 2
    error = capsys.readouterr().err.strip()
    assert message in error.splitlines()[-1]
    assert "Traceback" not in error
    assert not (tmp_path / "v.mp4").exists()


@pytest.mark.parametrize("content", [None, "", "2.1 x 25 1\n0 0 1\n"])
def test_a_missing_or_broken_motion_is_reported_in_one_sentence(tmp_path, capsys, content):
    path = tmp_path / "m.fap"
    if content is not None:
        path.write_text(content)
    assert exit_code("video", path, tmp_path / "v.mp4") == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.usefixtures("ball_face")
def test_a_still_that_cannot_be_written_is_reported_in_one_sentence(tmp_path, motion, capsys):
    assert exit_code("still", motion, tmp_path / "gone" / "a.png", "--size", "96x64") == 2
    assert "can't be written" in capsys.readouterr().err


def test_an_animated_head_is_drawn_and_its_notes_are_printed(tmp_path, capsys):
    path = animated.write(tmp_path / "small.glb")
    assert exit_code("still", path, tmp_path / "a.png", "--size", "96x64", "--rate", "30") == 0
    assert "small.glb: --rate: not needed" in capsys.readouterr().err
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (96, 64)


def test_vertices_are_drawn_without_an_avatar_and_their_notes_are_printed(tmp_path, capsys, monkeypatch):
    npz_file.save(heads.opening_jaw(count=3), tmp_path / "m.npz")
    monkeypatch.setattr(avatar_registry, "load_avatar", None)
    assert exit_code("still", tmp_path / "m.npz", tmp_path / "a.png", "--size", "96x64") == 0
    assert "m.npz: two separate balls of the template are drawn as eyeballs" in capsys.readouterr().err
