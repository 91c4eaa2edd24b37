"""Lengths of the streams of media files."""

import pytest

from face.errors import InputError
from renderer import ffmpeg
from renderer.decoding.lengths import decoded_length


def write_test_video(path, *arguments):
    ffmpeg.run("-y", "-f", "lavfi", "-i", "testsrc=d=1:r=10:s=32x16", *arguments, str(path))
    return path


@pytest.mark.parametrize("name", ["clip.mp4", "-clip.mkv", "http:clip.avi"])
def test_decoded_length_counts_frames_and_seconds(tmp_path, name):
    path = write_test_video(tmp_path / "clip.mkv", "-c:v", "mpeg4").rename(tmp_path / name)
    length = decoded_length(path, "video")
    assert (length.frames, length.seconds) == (10, pytest.approx(1))


def test_metadata_cannot_imitate_the_progress_of_ffmpeg(tmp_path):
    title = "title=x\nframe=999\nout_time_us=99000000"
    path = write_test_video(tmp_path / "clip.mp4", "-c:v", "mpeg4", "-metadata", title)
    assert decoded_length(path, "video").frames == 10


@pytest.mark.parametrize("content", [b"", b"neither picture nor sound", b"\x00" * 5000])
@pytest.mark.parametrize(("kind", "reason"), [("video", "is not a readable video"), ("audio", "holds no sound")])
def test_files_without_media_are_refused(tmp_path, content, kind, reason):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"clip\.mp4 {reason}"):
        decoded_length(path, kind)


def test_a_stream_that_the_file_lacks_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no sound"):
        decoded_length(write_test_video(tmp_path / "clip.mp4", "-c:v", "mpeg4"), "audio")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"missing\.mp4 does not exist"):
        decoded_length(tmp_path / "missing.mp4", "video")


def test_a_truncated_file_is_refused(tmp_path):
    content = write_test_video(tmp_path / "clip.mp4", "-c:v", "mpeg4", "-movflags", "+faststart").read_bytes()
    (tmp_path / "truncated.mp4").write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(InputError, match="no picture that can be decoded to its end"):
        decoded_length(tmp_path / "truncated.mp4", "video")
