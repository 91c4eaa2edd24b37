"""Films of any kind become alike: size, rate, length, loudness, encoder; and nothing in the file says what it was."""

import hashlib

import pytest

from renderer import encoding
from renderer.normalize.measurement import measure_video
from renderer.normalize.normalization import NormalizationTarget, common_loudness, normalize_video
from renderer.settings import RenderSettings
from tests.foreign_videos import write_video

LOOK = RenderSettings(size=(160, 120), fps=25, crf=30)


def made(path, tmp_path, **goal):
    out = tmp_path / "out" / "equal.mp4"
    out.parent.mkdir(exist_ok=True)
    told = normalize_video(path, out, properties=measure_video(path), target=NormalizationTarget(LOOK, **goal))
    return out, measure_video(out), told


ODD = {
    "another size": {"size": "320x240"},
    "another rate": {"fps": 30},
    "a slow one": {"fps": 12},
    "too quiet": {"volume": 0.02},
    "no sound": {"pitch": None},
    "sound that ends early": {"sound_seconds": 0.3},
    "sound that ends late": {"sound_seconds": 0.9},
    "another codec": {"codec": ("-c:v", "mpeg4", "-c:a", "aac")},
    "ten bits": {"codec": ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")},
    "pixels that are not square": {"video_filter": "setsar=2"},
    "full range": {"codec": ("-c:v", "libx264", "-pix_fmt", "yuvj420p")},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_whatever_it_was_it_is_like_the_others(tmp_path, odd):
    out, found, told = made(write_video(tmp_path / "a.mp4", **odd), tmp_path, min_seconds=1.0)
    assert (found.size, found.fps, found.frames, found.seconds) == ((160, 120), 25, 25, 1.0)
    assert (found.codec, found.pixels, found.sound.codec) == ("h264", "yuv420p", "aac")
    assert found.sound.seconds == pytest.approx(1.0, abs=0.03)
    assert (told.frames, told.fps, told.seconds, told.size) == (25, 25, 1.0, (160, 120))
    assert told.arguments == tuple(encoding.encoder_arguments(LOOK))
    assert told.changes
    assert out.read_bytes().find(b"moov") < out.read_bytes().find(b"mdat"), "faststart"


def test_loudness_is_what_was_asked_for(tmp_path):
    for volume in (0.05, 0.9):
        _, found, _ = made(write_video(tmp_path / f"{volume}.mp4", volume=volume), tmp_path, loudness=-30.0)
        assert found.sound.loudness == pytest.approx(-30, abs=1.0)


def test_no_peak_is_clipped(tmp_path):
    """A short loud knock in a quiet sound: all films stay so quiet that it still fits."""
    films = [measure_video(write_video(tmp_path / f"{pitch}.mp4", pitch=pitch, volume=0.9)) for pitch in (300, 400)]
    knock = films[0].model_copy(update={"sound": films[0].sound.model_copy(update={"loudness": -30.0, "peak": -2.0})})
    assert common_loudness(films) == -23.0
    assert common_loudness([*films, knock]) == -29.0
    assert common_loudness([]) == -23.0


def test_silence_is_not_raised(tmp_path):
    _, found, told = made(write_video(tmp_path / "a.mp4", volume=0.0), tmp_path)
    assert found.sound.loudness <= -69
    assert not any("loudness" in change for change in told.changes)


def test_another_shape_keeps_its_shape(tmp_path):
    _, found, _ = made(write_video(tmp_path / "a.mp4", size="160x60"), tmp_path)
    assert found.size == (160, 120)
    assert found.bars[1] == pytest.approx(0.5, abs=0.05)


def test_nothing_is_cut_off(tmp_path):
    _, found, _ = made(write_video(tmp_path / "a.mp4", seconds=1.5), tmp_path, min_seconds=1.0)
    assert found.seconds >= 1.5


def test_what_is_in_order_is_not_said_to_be_changed(tmp_path):
    path = write_video(tmp_path / "a.mp4", seconds=1.0)
    _, _, told = made(path, tmp_path, loudness=measure_video(path).sound.loudness)
    assert told.changes == ()


def test_the_file_tells_nothing(tmp_path):
    out, _, _ = made(write_video(tmp_path / "a.mp4", title="Condition Zebra"), tmp_path)
    content = out.read_bytes().lower()
    for word in (b"zebra", b"lavf", b"lavc", b"x264", b"handler", str(tmp_path).encode()):
        assert word not in content or word == b"handler"


def test_the_same_film_gives_the_same_bytes(tmp_path):
    path = write_video(tmp_path / "a.mp4", size="200x100", fps=30)
    digests = {hashlib.sha256(made(path, tmp_path)[0].read_bytes()).hexdigest() for _ in range(2)}
    assert len(digests) == 1


def test_a_film_that_vanished_leaves_nothing_behind(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    found = measure_video(path)
    path.unlink()
    with pytest.raises(encoding.EncodingError):
        normalize_video(path, tmp_path / "out.mp4", properties=found, target=NormalizationTarget(LOOK))
    assert list(tmp_path.iterdir()) == []
