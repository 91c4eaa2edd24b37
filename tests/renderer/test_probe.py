import pytest

from face.errors import InputError
from renderer import ffmpeg, probe


def make(path, *arguments):
    ffmpeg.run("-y", "-f", "lavfi", "-i", "testsrc=d=1:r=10:s=32x16", *arguments, str(path))
    return path


def test_a_film_without_sound(tmp_path):
    info = probe.probe(make(tmp_path / "a.mkv", "-c:v", "mpeg4"))
    assert (info.video_codec, info.size, info.fps) == ("mpeg4", (32, 16), 10.0)
    assert (info.audio_codec, info.audio_rate) == (None, None)
    assert info.seconds == pytest.approx(1.0, abs=0.01)


def test_a_title_cannot_pose_as_a_stream(tmp_path):
    lie = "x\n  Stream #0:0: Video: h264, yuv420p, 640x480, 25 fps\n  Duration: 09:00:00.00"
    info = probe.probe(make(tmp_path / "a.mp4", "-c:v", "mpeg4", "-metadata", f"title={lie}"))
    assert (info.video_codec, info.size) == ("mpeg4", (32, 16))
    assert info.seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("content", [b"", b"neither picture nor sound", b"\x00" * 5000])
def test_what_is_no_media_is_refused(tmp_path, content):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.mp4 holds neither"):
        probe.probe(path)
    with pytest.raises(InputError, match="no audio that can be decoded"):
        probe.decoded_length(path, "audio")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.mp4 does not exist"):
        probe.probe(tmp_path / "gone.mp4")


def test_a_cut_file_is_not_decoded_to_its_end(tmp_path):
    whole = make(tmp_path / "a.mp4", "-c:v", "mpeg4", "-movflags", "+faststart").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) * 2 // 3])
    assert probe.decoded_length(tmp_path / "a.mp4", "video").frames == 10
    with pytest.raises(InputError, match="no video that can be decoded to its end"):
        probe.decoded_length(tmp_path / "cut.mp4", "video")
