"""Sounds of any container: what is read, what is repaired and said, and what is refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from face.errors import InputError
from renderer.sound_file import decode_sound, playable_sound, read_sound
from synthesis import recording
from tests.face.sound import sounds
from tests.foreign_sounds import write_m4a
from tests.foreign_videos import write_video

RATE = 24_000
SPEECH = sounds.speech_like(rate=RATE)


def write(path: Path, samples: np.ndarray = SPEECH, rate: int = RATE, **options: str) -> Path:
    soundfile.write(path, samples, rate, **options)
    return path


def kinds(path: Path) -> list[str]:
    return [finding.kind for finding in read_sound(path).findings]


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_samples_are_those_of_libsndfile(tmp_path, subtype):
    path = write(tmp_path / "a.wav", np.column_stack([SPEECH, SPEECH * 0.5]), subtype=subtype)
    sound = decode_sound(path)
    oracle = recording.decode(path)
    assert (sound.rate, sound.container, sound.findings) == (oracle.rate, "WAV", oracle.findings)
    np.testing.assert_allclose(sound.samples, oracle.samples, atol=1e-6)


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3", "a.aiff", "a.au", "a.caf", "a.w64"])
def test_other_containers_are_read_without_a_word(tmp_path, name):
    path = write(tmp_path / name)
    assert read_sound(path).seconds == pytest.approx(2.0, abs=0.05)
    assert kinds(path) == []
    with playable_sound(path) as (playable, _):
        assert playable == path


def test_m4a_is_read_and_copied_where_only_some_containers_are_wanted(tmp_path):
    path = write_m4a(tmp_path / "a.m4a", SPEECH, RATE)
    assert kinds(path) == []
    with playable_sound(path, formats=("WAV",)) as (playable, sound):
        assert soundfile.info(playable).duration == sound.seconds == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("samples", "kind"),
    [
        (sounds.opposite_phase(SPEECH), "opposite_phase"),
        (np.column_stack([np.zeros_like(SPEECH), SPEECH]), "dead_channel"),
        (SPEECH * 32_768, "scaled"),
    ],
    ids=["opposite phase", "dead channel", "scaled"],
)
def test_a_repaired_sound_is_played_from_a_copy_without_the_fault(tmp_path, samples, kind):
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    assert kinds(path) == [kind]
    with playable_sound(path) as (playable, sound):
        assert playable != path
        assert kinds(playable) == []
        np.testing.assert_allclose(decode_sound(playable).samples, np.clip(sound.samples, -1, 1), atol=1e-4)
    assert not playable.exists()


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3"])
def test_of_a_file_cut_in_half_it_is_said_how_much_is_lacking(tmp_path, name):
    path = write(tmp_path / name)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    (finding,) = [finding for finding in read_sound(path).findings if finding.kind != "no_speech"]
    assert finding.kind == "truncated"
    assert finding.sentence.startswith("it is cut off: it lacks 1.")


def test_a_wrong_extension_and_a_video_are_said(tmp_path):
    (tmp_path / "a.wav").write_bytes(write(tmp_path / "b.mp3").read_bytes())
    (finding,) = read_sound(tmp_path / "a.wav").findings
    assert finding.sentence == "its name says WAV, but it is MP3; it is read as MP3"
    assert kinds(write_video(tmp_path / "c.mp4"))[0] == "container"


def test_of_several_streams_the_first_with_sound_is_used(tmp_path):
    sound = decode_sound(write_m4a(tmp_path / "a.m4a", SPEECH, RATE, streams=2))
    assert [finding.kind for finding in sound.findings] == ["streams"]
    assert "number 2 is used" in sound.notes[0]
    assert np.abs(sound.samples).max() > 0.1


def test_a_picture_of_the_album_makes_no_video(tmp_path):
    path = write(tmp_path / "ü 日本.flac")
    assert kinds(path) == []


def test_damage_in_the_middle_is_said(tmp_path):
    path = write(tmp_path / "a.flac", np.tile(SPEECH, 4))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = bytes(400)
    path.write_bytes(content)
    assert set(kinds(path)) & {"damaged", "truncated"}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_samples_that_are_no_numbers_are_refused_with_their_time(tmp_path, value):
    samples = SPEECH.copy()
    samples[12_000] = value
    with pytest.raises(InputError, match=r"not finite numbers, the first at 0\.500 s"):
        read_sound(write(tmp_path / "a.wav", samples, subtype="FLOAT"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no sound that can be read"),
        (b"RIFF", "no sound that can be read"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no sound that can be read"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "no sound that can be read"),
    ],
)
def test_what_is_no_sound_is_refused(tmp_path, content, sentence):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read_sound(tmp_path / "a.wav")


def test_a_missing_file_a_silent_video_and_a_moment_are_refused(tmp_path):
    for path, sentence in (
        (tmp_path / "none.wav", "does not exist"),
        (write_video(tmp_path / "a.mp4", pitch=None), "holds no sound"),
        (write(tmp_path / "b.wav", SPEECH[:1200]), "0.050 s long"),
    ):
        with pytest.raises(InputError, match=sentence):
            read_sound(path)


def without_decoder(content: bytes, streams: int) -> bytes:
    """Return an M4A file whose first streams (−1: all) are in a code that nobody knows."""
    return content.replace(b"mp4a", b"xxxx", streams).replace(b"esds", b"yyyy", streams)


def test_a_stream_for_which_there_is_no_decoder_is_passed_over(tmp_path):
    path = write_m4a(tmp_path / "a.m4a", SPEECH, RATE, streams=2)
    content = path.read_bytes()
    path.write_bytes(without_decoder(content, 1))
    assert decode_sound(path).seconds == pytest.approx(2.0, abs=0.1)
    path.write_bytes(without_decoder(content, -1))
    with pytest.raises(InputError, match="holds no sound"):
        decode_sound(path)
