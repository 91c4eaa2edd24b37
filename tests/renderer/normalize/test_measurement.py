"""Properties of videos of any kind, and refusal of files that are none."""

import pytest

from face.errors import InputError
from renderer.normalize.measurement import measure_video
from renderer.normalize.properties import SoundProperties
from tests.foreign_videos import write_video


def test_properties_of_an_ordinary_video(tmp_path):
    properties = measure_video(write_video(tmp_path / "a.mp4", size="160x120", fps=25, seconds=0.8, volume=0.5))
    assert (properties.size, properties.fps, properties.frames) == ((160, 120), 25, 20)
    assert properties.seconds == pytest.approx(0.8, abs=0.001)
    assert (properties.codec, properties.pixels, properties.bars) == ("h264", "yuv420p", (0, 0))
    assert properties.sound.seconds == pytest.approx(0.8, abs=0.05)
    assert -40 < properties.sound.loudness < -10
    assert properties.sound.peak < 0


def test_a_video_without_sound(tmp_path):
    assert measure_video(write_video(tmp_path / "a.mp4", pitch=None)).sound is None


@pytest.mark.parametrize(("loudness", "level"), [(None, None), (-69.0, None), (-68.9, -68.9), (0.0, 0.0)])
def test_loudness_at_the_gate_counts_as_silence(loudness, level):
    assert SoundProperties(codec="aac", seconds=1, loudness=loudness, peak=None, print="").audible_loudness == level


def test_four_times_the_amplitude_is_12_decibels(tmp_path):
    quiet, loud = (measure_video(write_video(tmp_path / f"{v}.mp4", volume=v)).sound.loudness for v in (0.1, 0.4))
    assert loud - quiet == pytest.approx(12.04, abs=0.3)


def test_size_is_measured_in_square_pixels(tmp_path):
    assert measure_video(write_video(tmp_path / "a.mp4", size="160x120", video_filter="setsar=2")).size == (320, 120)


@pytest.mark.parametrize(("pad", "bars"), [("pad=160:160:0:20", (0, 0.25)), ("pad=200:120:20:0", (0.2, 0))])
def test_black_bars_are_measured(tmp_path, pad, bars):
    assert measure_video(write_video(tmp_path / "a.mp4", video_filter=pad)).bars == pytest.approx(bars, abs=0.02)


def test_a_dark_edge_on_one_side_is_no_bar(tmp_path):
    assert measure_video(write_video(tmp_path / "a.mp4", video_filter="pad=160:160:0:40")).bars == (0, 0)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        (
            "a.webm",
            ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-ar", "48000"),
        ),
        ("a.mkv", ("-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "flac")),
        ("a.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
        ("a.mov", ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")),
    ],
)
def test_other_containers_and_codecs(tmp_path, name, codec):
    properties = measure_video(write_video(tmp_path / name, codec=codec))
    assert properties.frames == pytest.approx(15, abs=1)
    assert properties.sound is not None


def test_long_videos_are_refused_without_decoding(tmp_path):
    still = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    path = write_video(tmp_path / "a.mp4", size="64x64", fps=0.01, seconds=36000, pitch=None, codec=still)
    with pytest.raises(InputError, match=r"is 60. minutes long; a clip may be 10 at most") as error:
        measure_video(path)
    assert str(error.value).count("\n") == 0
