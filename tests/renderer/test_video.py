import sys
import wave

import numpy as np
import pytest

from face.errors import InputError
from face.motion import MarkerMotion
from face.vertex_motion import VertexMotion
from renderer import encoding, ffmpeg, resampling
from renderer.animation import create_animation, drawing_notes
from renderer.decoding.lengths import decoded_length
from renderer.encoding import EncodingError
from renderer.morph_animation.reading import read_morph_file
from renderer.settings import RenderSettings, settings_digest
from renderer.video import render_still, render_video
from tests.renderer.ball_avatar import ball, sideways
from tests.renderer.morph_animation import animated

pytestmark = pytest.mark.usefixtures("ball_face")
SMALL = RenderSettings(size=(96, 64))


def write_silence(path, seconds, rate=16000):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * round(seconds * rate)))
    return path


def decoded_frames(path):
    done = ffmpeg.run("-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", str(path.with_suffix(".raw")))
    assert done.returncode == 0
    return np.fromfile(path.with_suffix(".raw"), np.uint8).reshape(-1, 64, 96, 3)


def ball_column(picture):
    return np.nonzero(picture[..., 0].astype(int) - picture[..., 1] > 40)[1].mean()


def test_a_video_is_as_long_as_its_motion(tmp_path, swing):
    out = tmp_path / "v.mp4"
    info = render_video(swing, out, settings=SMALL)
    assert (info.frames, info.fps, info.seconds, info.size) == (25, 25, 1.0, (96, 64))
    assert decoded_length(out, "video").frames == 25
    assert info.settings == SMALL.digest()
    assert info.gl_renderer
    assert "libx264" in info.arguments


def test_every_frame_shows_the_head_where_the_motion_puts_it(tmp_path):
    render_video(sideways([0, 20, 40, -40], rate=25.0), tmp_path / "v.mp4", settings=SMALL)
    places = [ball_column(picture) for picture in decoded_frames(tmp_path / "v.mp4")]
    start, first, second, opposite = np.array(places) - 47.5
    assert abs(start) < 0.5
    assert second == pytest.approx(2 * first, abs=0.8)
    assert opposite == pytest.approx(-second, abs=0.8)


@pytest.mark.parametrize(
    ("seconds", "frames", "notes"),
    [
        (0.5, 25, ("the sound is 0.50 s shorter than the motion; the rest is silent",)),
        (1.0, 25, ()),
        (1.5, 38, ("the motion is 0.50 s shorter than the sound; its last frame is held",)),
    ],
)
def test_the_shorter_of_sound_and_motion_is_padded_and_that_is_said(tmp_path, swing, seconds, frames, notes):
    out = tmp_path / "v.mp4"
    info = render_video(swing, out, settings=SMALL, audio=write_silence(tmp_path / "a.wav", seconds))
    assert (info.frames, info.notes) == (frames, notes)
    assert decoded_length(out, "video").seconds == pytest.approx(frames / 25, abs=1e-6)
    assert decoded_length(out, "audio").seconds == pytest.approx(frames / 25, abs=2e-5)


def test_a_minimum_length_holds_the_last_frame(tmp_path, swing):
    assert render_video(swing, tmp_path / "v.mp4", settings=SMALL, min_seconds=1.4).frames == 35
    frames = decoded_frames(tmp_path / "v.mp4")
    assert ball_column(frames[34]) == pytest.approx(ball_column(frames[24]), abs=0.3)


def test_the_motions_rate_does_not_change_the_picture(tmp_path):
    slow, fast = sideways(np.arange(25) * 2.0, 25.0), sideways(np.arange(120) * 50 / 120, 120.0)
    difference = render_still(slow, 12, settings=SMALL).astype(int) - render_still(fast, 12, settings=SMALL)
    assert np.abs(difference).max() <= 2


def test_equal_input_gives_equal_bytes(tmp_path, swing):
    one, two = tmp_path / "joint-1.mp4", tmp_path / "separate-1.mp4"
    for out in (one, two):
        render_video(swing, out, settings=SMALL)
    assert one.read_bytes() == two.read_bytes()


def test_a_still_equals_the_videos_frame(tmp_path, swing):
    lossless = RenderSettings(size=(96, 64), crf=1)
    render_video(swing, tmp_path / "v.mp4", settings=lossless)
    still = render_still(swing, 7, settings=lossless).astype(int)
    assert np.abs(decoded_frames(tmp_path / "v.mp4")[7] - still).mean() < 3


def test_progress_rises_to_1(tmp_path, swing):
    shares = []
    render_video(swing, tmp_path / "v.mp4", settings=SMALL, progress=lambda share, message: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_failing_encoder_leaves_no_file(tmp_path, swing, monkeypatch):
    monkeypatch.setattr(encoding, "encoder_arguments", lambda settings: ["-c:v", "nonsense"])
    with pytest.raises(EncodingError, match="nonsense"):
        render_video(swing, tmp_path / "v.mp4", settings=SMALL)
    assert list(tmp_path.iterdir()) == []


def test_a_still_of_a_very_long_motion_needs_no_other_frames(swing, monkeypatch):
    monkeypatch.setattr(resampling, "frame_count", lambda seconds, fps: sys.maxsize)
    assert render_still(swing, 10**6, settings=SMALL).shape == (64, 96, 3)


def test_invalid_input_is_refused_before_anything_is_drawn(tmp_path, swing):
    start = np.zeros((2, 46, 3), np.float32)
    markers = MarkerMotion(start, np.ones((2, 46), bool), start[0], 120.0)
    (tmp_path / "text.wav").write_text("no sound")
    for motion, out, audio, message in (
        (markers, tmp_path / "v.mp4", None, "retarget"),
        (swing, tmp_path / "gone" / "v.mp4", None, "gone does not exist"),
        (swing, tmp_path, None, "is a folder"),
        (swing, tmp_path / "v.mp4", tmp_path / "gone.wav", r"gone\.wav does not exist"),
        (swing, tmp_path / "v.mp4", tmp_path / "text.wav", r"text\.wav holds no sound"),
    ):
        with pytest.raises(InputError, match=message):
            render_video(motion, out, audio=audio, settings=SMALL)
    assert [path.name for path in tmp_path.iterdir()] == ["text.wav"]


def test_a_frame_after_the_end_is_refused(swing):
    with pytest.raises(InputError, match=r"no frame 25; .* 0 to 24"):
        render_still(swing, 25)


def moving_ball(offsets, rate=25.0, size=1.0):
    """Return vertex motion of a ball that moves sideways, mm."""
    vertices, faces = ball()
    positions = size * vertices + np.float32(offsets)[:, None, None] * np.float32([1, 0, 0])
    return VertexMotion(positions, rate, size * vertices, faces)


def place(picture):
    return np.nonzero(np.abs(picture.astype(int) - picture[0, 0]).max(axis=-1) > 12)[1].mean()


def test_vertices_are_drawn_on_their_own_template(tmp_path):
    motion = moving_ball([0, 10, 20, -20], size=0.3)
    info = render_video(motion, tmp_path / "v.mp4", settings=SMALL, min_seconds=0.24)
    assert info.frames == 6
    assert info.notes == drawing_notes(motion)
    start, first, second, opposite, held, last = [place(picture) for picture in decoded_frames(tmp_path / "v.mp4")]
    assert start == pytest.approx(47.5, abs=0.8)
    assert second - start == pytest.approx(2 * (first - start), abs=1.5)
    assert opposite - start == pytest.approx(start - second, abs=1.5)
    assert (held, last) == pytest.approx((opposite, opposite), abs=0.5)


def test_the_template_stands_for_avatar_and_deformer_in_the_provenance(tmp_path):
    motion, larger = moving_ball([0, 5]), moving_ball([0, 5], size=2.0)
    other_avatar = RenderSettings(size=(96, 64), avatar="man", deformer="markers")
    cases = ((motion, SMALL), (motion, other_avatar), (larger, SMALL), (motion, RenderSettings(size=(96, 64), crf=30)))
    settings = [create_animation(moved, chosen).settings for moved, chosen in cases]
    assert settings[0] == settings[1]
    assert len({settings_digest(each) for each in settings}) == 3
    assert [each["template"] == settings[0]["template"] for each in settings] == [True, True, False, True]
    info = render_video(motion, tmp_path / "v.mp4", settings=other_avatar)
    assert (info.settings, info.template) == (settings_digest(settings[0]), settings[0]["template"])


def test_all_motions_of_a_template_share_the_camera():
    pictures = [render_still(moving_ball(offsets), 0, settings=SMALL) for offsets in ([0, 0], [0, 80])]
    for picture in pictures[1:]:
        np.testing.assert_array_equal(picture, pictures[0])


def test_a_head_that_leaves_its_place_is_noted():
    assert drawing_notes(moving_ball([0, 5])) == ()
    assert "moves up to 120 mm" in drawing_notes(moving_ball([0, -120]))[-1]


def test_vertices_without_a_frame_are_refused(tmp_path):
    with pytest.raises(InputError, match="no frame"):
        render_video(moving_ball([]), tmp_path / "v.mp4", settings=SMALL)


def test_an_animated_head_is_drawn_with_its_own_look(tmp_path):
    path = animated.write(tmp_path / "small.glb")
    motion = read_morph_file(path).motion
    info = render_video(motion, tmp_path / "v.mp4", settings=SMALL)
    assert (info.frames, info.seconds) == (26, 1.04)
    first, *_, last = decoded_frames(tmp_path / "v.mp4").astype(int)
    changed = np.abs(last - first).max(axis=-1) > 20
    assert changed[36:].any()
    assert not changed[:20].any()
    still = render_still(motion, 25, settings=SMALL)
    assert np.abs(still - last).mean() < 4
