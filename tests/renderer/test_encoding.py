import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from renderer import encoding, ffmpeg
from renderer.decoding.lengths import decoded_length
from renderer.encoding import EncodingError
from renderer.settings import RenderSettings
from tests.media_probe import MediaHeader, read_header

SMALL = RenderSettings(size=(64, 64))


def moving_square(count):
    """Give frames in which a grey square moves over a coloured ground."""
    for index in range(count):
        frame = np.full((64, 64, 3), (200, 40, 90), np.uint8)
        frame[20:40, index % 40 : index % 40 + 20] = 128
        yield frame


def write_video(out, *, count=30, audio=None, pictures=None):
    with encoding.mp4_writer(out, frames=count, audio=audio, settings=SMALL) as write_frame:
        for frame in pictures or moving_square(count):
            write_frame(frame)
    return out


def write_wav(path, samples, rate):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.asarray(samples).astype("<i2").tobytes())
    return path


@pytest.fixture
def tone(tmp_path):
    """Write half a second of 440 Hz at an odd rate, with a name that must not leak."""
    samples = 8000 * np.sin(2 * np.pi * 440 * np.arange(11025 // 2) / 11025)
    return write_wav(tmp_path / "joint-1_secret_clip.wav", samples, 11025)


def test_the_header_of_a_video(tmp_path):
    info = read_header(write_video(tmp_path / "v.mp4"))
    assert info == MediaHeader(1.2, "h264", "yuv420p", (64, 64), 25.0, "aac", 48000)


@pytest.mark.parametrize("count", [1, 2, 25, 31])
@pytest.mark.parametrize("with_sound", [True, False])
def test_video_and_audio_streams_are_equally_long(tmp_path, tone, count, with_sound):
    out = write_video(tmp_path / "v.mp4", count=count, audio=tone if with_sound else None)
    video, audio = decoded_length(out, "video"), decoded_length(out, "audio")
    assert video.frames == count
    assert video.seconds == pytest.approx(count / 25, abs=1e-6)
    assert audio.seconds == pytest.approx(count / 25, abs=2e-5)


@pytest.mark.parametrize("rate", [16000, 44100])
def test_sound_is_not_delayed(tmp_path, rate):
    click = np.zeros(rate)
    click[rate // 2 : rate // 2 + rate // 500] = 20000
    out, raw = write_video(tmp_path / "v.mp4", audio=write_wav(tmp_path / "a.wav", click, rate)), tmp_path / "raw"
    ffmpeg.run("-i", str(out), "-f", "s16le", "-ac", "1", str(raw))
    samples = np.fromfile(raw, "<i2").astype(int)
    middle = np.average(np.arange(len(samples)), weights=np.abs(samples)) / 48000
    assert middle == pytest.approx(0.501, abs=0.001)


def test_colours_are_preserved(tmp_path):
    out, raw = write_video(tmp_path / "v.mp4", count=1), tmp_path / "raw"
    ffmpeg.run("-i", str(out), "-f", "rawvideo", "-pix_fmt", "rgb24", str(raw))
    pixels = np.fromfile(raw, np.uint8).reshape(64, 64, 3).astype(int)
    np.testing.assert_allclose(pixels[50:60, 30:50].mean(axis=(0, 1)), (200, 40, 90), atol=4)


def test_equal_input_gives_equal_bytes_whatever_the_file_names(tmp_path, tone):
    first = write_video(tmp_path / "separate-1.mp4", audio=tone).read_bytes()
    renamed = tone.rename(tmp_path / "other.wav")
    assert write_video(tmp_path / "x.mp4", audio=renamed).read_bytes() == first


def test_the_file_holds_no_metadata_about_its_origin(tmp_path, tone):
    data = write_video(tmp_path / "separate-1.mp4", audio=tone).read_bytes().lower()
    words = [b"separate", b"secret", b"joint", b"x264", b"lavc", b"lavf", b"encoder", b"title", bytes(tmp_path)]
    assert [word for word in words if word.lower() in data] == []


def test_the_index_precedes_the_data(tmp_path):
    data = write_video(tmp_path / "v.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_an_error_while_drawing_keeps_the_existing_file(tmp_path):
    out = tmp_path / "v.mp4"
    out.write_bytes(b"old")

    def interrupted_frames():
        yield from moving_square(3)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_video(out, pictures=interrupted_frames())
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == b"old"


def test_a_killed_encoder_raises_and_leaves_no_file(tmp_path, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1])

    def interrupted_frames():
        for index, frame in enumerate(moving_square(500)):
            if index == 3:
                started[0].kill()
            yield frame

    with pytest.raises(EncodingError, match="killed by signal 9"):
        write_video(tmp_path / "v.mp4", pictures=interrupted_frames())
    assert list(tmp_path.iterdir()) == []


def test_a_failing_encoder_raises_its_message(tmp_path):
    broken = tmp_path / "a.wav"
    broken.write_bytes(b"no sound")
    with pytest.raises(EncodingError, match=r"failed with code .*Invalid data"):
        write_video(tmp_path / "v.mp4", audio=broken)
    assert list(tmp_path.iterdir()) == [broken]


def test_file_names_are_never_read_as_options_urls_or_patterns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("-y.mp4", "http:x.mp4", "a%03d.mp4", "é ü.mp4"):
        assert write_video(Path(name), count=2).is_file()
