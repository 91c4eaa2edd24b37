"""Normalized videos have equal size, rate, length, loudness and encoding, and no metadata about their origin."""

import hashlib
import re

import pytest

from renderer import encoding
from renderer.normalize.measurement import measure_video
from renderer.normalize.normalization import (
    NormalizationTarget,
    common_loudness,
    gain_db,
    normalize_video,
    picture_filters,
    sound_filters,
)
from renderer.normalize.properties import SoundProperties, VideoProperties
from renderer.settings import RenderSettings
from tests.foreign_videos import write_video

SETTINGS = RenderSettings(size=(160, 120), fps=25, crf=30)


def normalized(path, tmp_path, **target):
    out = tmp_path / "out" / "equal.mp4"
    out.parent.mkdir(exist_ok=True)
    result = normalize_video(path, out, properties=measure_video(path), target=NormalizationTarget(SETTINGS, **target))
    return out, measure_video(out), result


UNUSUAL_VIDEOS = {
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


@pytest.mark.parametrize("options", UNUSUAL_VIDEOS.values(), ids=UNUSUAL_VIDEOS)
def test_unusual_videos_get_the_target_format(tmp_path, options):
    out, properties, result = normalized(write_video(tmp_path / "a.mp4", **options), tmp_path, min_seconds=1.0)
    assert (properties.size, properties.fps, properties.frames, properties.seconds) == ((160, 120), 25, 25, 1.0)
    assert (properties.codec, properties.pixels, properties.sound.codec) == ("h264", "yuv420p", "aac")
    assert properties.sound.seconds == pytest.approx(1.0, abs=0.03)
    assert (result.frames, result.fps, result.seconds, result.size) == (25, 25, 1.0, (160, 120))
    assert result.arguments == tuple(encoding.encoder_arguments(SETTINGS))
    assert result.changes
    assert out.read_bytes().find(b"moov") < out.read_bytes().find(b"mdat"), "faststart"


def test_loudness_reaches_the_target(tmp_path):
    for volume in (0.05, 0.9):
        _, properties, _ = normalized(write_video(tmp_path / f"{volume}.mp4", volume=volume), tmp_path, loudness=-30.0)
        assert properties.sound.loudness == pytest.approx(-30, abs=1.0)


def test_the_common_loudness_clips_no_peak(tmp_path):
    """A quiet sound with a short loud peak limits the loudness of all videos."""
    videos = [measure_video(write_video(tmp_path / f"{pitch}.mp4", pitch=pitch, volume=0.9)) for pitch in (300, 400)]
    loud_sound = videos[0].sound.model_copy(update={"loudness": -30.0, "peak": -2.0})
    loud_peak = videos[0].model_copy(update={"sound": loud_sound})
    assert common_loudness(videos) == -23.0
    assert common_loudness([*videos, loud_peak]) == -29.0
    assert common_loudness([]) == -23.0


def test_silence_is_not_amplified(tmp_path):
    _, properties, result = normalized(write_video(tmp_path / "a.mp4", volume=0.0), tmp_path)
    assert properties.sound.loudness <= -69
    assert not any("loudness" in change for change in result.changes)


def test_the_aspect_ratio_is_kept_with_black_bars(tmp_path):
    _, properties, _ = normalized(write_video(tmp_path / "a.mp4", size="160x60"), tmp_path)
    assert properties.size == (160, 120)
    assert properties.bars[1] == pytest.approx(0.5, abs=0.05)


def test_longer_videos_are_not_cut(tmp_path):
    _, properties, _ = normalized(write_video(tmp_path / "a.mp4", seconds=1.5), tmp_path, min_seconds=1.0)
    assert properties.seconds >= 1.5


def test_a_video_that_matches_the_target_has_no_changes(tmp_path):
    path = write_video(tmp_path / "a.mp4", seconds=1.0)
    _, _, result = normalized(path, tmp_path, loudness=measure_video(path).sound.loudness)
    assert result.changes == ()


def test_the_file_holds_no_metadata_about_its_origin(tmp_path):
    out, _, _ = normalized(write_video(tmp_path / "a.mp4", title="Condition Zebra"), tmp_path)
    content = out.read_bytes().lower()
    for word in (b"zebra", b"lavf", b"lavc", b"x264", b"handler", str(tmp_path).encode()):
        assert word not in content or word == b"handler"


def test_equal_videos_give_equal_bytes(tmp_path):
    path = write_video(tmp_path / "a.mp4", size="200x100", fps=30)
    digests = {hashlib.sha256(normalized(path, tmp_path)[0].read_bytes()).hexdigest() for _ in range(2)}
    assert len(digests) == 1


def test_progress_is_reported_up_to_the_end(tmp_path):
    path, reports = write_video(tmp_path / "a.mp4"), []
    properties, target = measure_video(path), NormalizationTarget(SETTINGS)
    normalize_video(
        path, tmp_path / "b.mp4", properties=properties, target=target, progress=lambda *report: reports.append(report)
    )
    assert reports[-1] == (1.0, "frame 15 of 15")
    assert [share for share, _ in reports] == sorted(share for share, _ in reports)


def test_a_missing_source_leaves_no_file(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    properties = measure_video(path)
    path.unlink()
    with pytest.raises(encoding.EncodingError):
        normalize_video(path, tmp_path / "out.mp4", properties=properties, target=NormalizationTarget(SETTINGS))
    assert list(tmp_path.iterdir()) == []


def test_the_picture_is_cut_to_the_number_of_frames():
    filters = picture_filters(SETTINGS, 50)
    assert "scale=160:120:force_original_aspect_ratio=decrease" in filters
    assert "pad=160:120:" in filters
    assert "trim=end_frame=50" in filters


@pytest.mark.parametrize(("fps", "frames"), [(25, 50), (24, 1), (30, 91), (60, 7)])
def test_the_sound_has_as_many_samples_as_the_frames_last(fps, frames):
    filters = sound_filters(0.0, RenderSettings(fps=fps), frames)
    samples = int(re.search(r"atrim=end_sample=(\d+)", filters)[1])
    assert samples / 48_000 == pytest.approx(frames / fps, abs=0.5 / 48_000)


@pytest.mark.parametrize(("loudness", "gain"), [(-30.0, 7.0), (-20.0, -3.0), (-69.5, 0.0), (None, 0.0)])
def test_the_gain_reaches_the_target_loudness_unless_nothing_can_be_heard(loudness, gain):
    sound = SoundProperties(codec="aac", seconds=1, loudness=loudness, peak=-1.0, print="")
    properties = VideoProperties(
        codec="h264", pixels="yuv420p", size=(160, 120), fps=25, frames=25, seconds=1, bars=(0, 0), sound=sound
    )
    assert gain_db(properties, NormalizationTarget(SETTINGS, loudness=-23.0)) == pytest.approx(gain)
    assert f"volume={gain:.1f}dB" in sound_filters(gain, SETTINGS, 25)
