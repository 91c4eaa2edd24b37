"""Sound in: what is read, and what is refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from face.errors import InputError
from synthesis import recording
from tests.face.sound import sounds


def write_recording(
    folder: Path, samples, rate: int = 24_000, *, name: str = "a.wav", subtype: str | None = None
) -> Path:
    soundfile.write(folder / name, samples, rate, subtype=subtype)
    return folder / name


def test_samples_at_the_requested_rate_are_unchanged(tmp_path):
    samples = np.random.default_rng(1).uniform(-1, 1, 5000).astype(np.float32)
    result = recording.read(write_recording(tmp_path, samples, subtype="FLOAT"))
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, samples)


def test_channels_are_averaged(tmp_path):
    left, right = np.full(4000, 0.5), np.full(4000, -0.25)
    result = recording.read(write_recording(tmp_path, np.column_stack([left, right]), subtype="FLOAT"))
    np.testing.assert_allclose(result, 0.125)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_keeps_its_frequency_at_any_rate(tmp_path, rate):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    result = recording.read(write_recording(tmp_path, tone, rate))
    assert len(result) == 24_000
    assert np.abs(np.fft.rfft(result)).argmax() == 440
    assert np.abs(result).max() == pytest.approx(0.5, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(5000, 9000), st.sampled_from([8000, 11_025, 22_050, 24_000, 44_100]))
def test_the_number_of_samples_is_the_duration_rounded_up(tmp_path_factory, frames, rate):
    path = write_recording(tmp_path_factory.mktemp("sound"), np.zeros(frames), rate)
    assert len(recording.read(path)) == -(-frames * 24_000 // rate)
    assert recording.duration(path) == frames / rate


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3"])
def test_other_kinds_of_sound_files_are_read(tmp_path, name):
    path = write_recording(tmp_path, 0.1 * np.ones(24_000), name=name)
    assert recording.duration(path) == pytest.approx(1.0, abs=0.1)


def notes(path: Path) -> dict[str, str]:
    return {finding.kind: finding.sentence for finding in recording.load(path).findings}


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_size_that_was_never_written_is_found_from_the_file(tmp_path, size):
    samples = sounds.speech_like(rate=24_000)
    path = write_recording(tmp_path, samples, subtype="FLOAT")
    content = bytearray(path.read_bytes())
    start = content.index(b"data") + 4
    content[start : start + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)
    np.testing.assert_array_equal(recording.read(path), samples)
    assert "all 2.00 s" in notes(path)["no_size"]


def test_channels_of_opposite_phase_are_not_averaged_to_silence(tmp_path):
    samples = sounds.speech_like(rate=24_000)
    path = write_recording(tmp_path, sounds.opposite_phase(samples), subtype="FLOAT")
    np.testing.assert_array_equal(recording.read(path), samples)
    assert list(notes(path)) == ["opposite_phase"]


@pytest.mark.parametrize(("name", "kept"), [("a.wav", 0.5), ("a.flac", 0.5), ("a.mp3", 0.5)])
def test_a_file_cut_in_half_lacks_the_other_half(tmp_path, name, kept):
    path = write_recording(tmp_path, sounds.speech_like(rate=24_000), name=name)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    sentence = notes(path)["truncated"]
    assert "of 2.0 s" in sentence
    assert "lacks 1." in sentence
    assert len(recording.read(path)) < 1.2 * 24_000


def test_a_whole_file_lacks_nothing(tmp_path):
    for name in ("a.wav", "a.flac", "a.mp3", "a.ogg"):
        assert notes(write_recording(tmp_path, sounds.speech_like(rate=24_000), 24_000, name=name)) == {}


def test_silence_can_be_read_but_not_animated(tmp_path):
    path = write_recording(tmp_path, np.zeros(24_000))
    assert list(notes(path)) == ["silence"]
    with pytest.raises(InputError, match="is silent from beginning to end"):
        recording.require_sound(path)


@pytest.mark.parametrize("head", [b"\0\0\0 ftypM4A ", b"\x1aE\xdf\xa3", b"RIFF\0\0\0\0AVI LIST"])
def test_a_video_is_refused_with_the_advice_to_save_its_sound(tmp_path, head):
    (tmp_path / "a.mp4").write_bytes(head + bytes(100))
    assert "save its sound as WAV" in refused(tmp_path / "a.mp4")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        recording.read(path)
    assert str(path) in str(error.value)
    return str(error.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "is not a file" in refused(tmp_path / "none.wav")
    assert "is not a file" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all" * 100])
@pytest.mark.parametrize("name", ["a.wav", "a.raw", "a.txt"])
def test_a_file_without_sound_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    expected = "damaged or cut off" if content == b"RIFF" else "not a sound file"
    assert expected in refused(tmp_path / name)


def test_a_broken_file_is_read_or_an_input_error(tmp_path):
    whole = write_recording(tmp_path, np.random.default_rng(1).uniform(-1, 1, 9000)).read_bytes()
    for cut in (10, 30, 43, 44, 60, 2000):
        path = tmp_path / "cut.wav"
        path.write_bytes(whole[:cut])
        refused(path)


def test_an_empty_recording_is_refused(tmp_path):
    assert "holds no sound" in refused(write_recording(tmp_path, np.zeros(0)))


def test_a_short_recording_is_refused_with_its_length(tmp_path):
    assert "0.050 s long" in refused(write_recording(tmp_path, np.zeros(1200)))
    assert len(recording.read(write_recording(tmp_path, np.zeros(2400)))) == 2400


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_samples_are_refused(tmp_path, value):
    samples = np.zeros(5000, dtype=np.float32)
    samples[100] = value
    assert "not finite" in refused(write_recording(tmp_path, samples, subtype="FLOAT"))


@pytest.mark.parametrize("rate", [100, 4000, 500_000])
def test_an_implausible_rate_is_refused(tmp_path, rate):
    path = write_recording(tmp_path, np.zeros(rate), rate)
    assert f"{rate} Hz" in refused(path)
    with pytest.raises(InputError):
        recording.duration(path)
