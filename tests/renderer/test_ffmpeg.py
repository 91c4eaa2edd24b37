"""The arguments by which ffmpeg opens files."""

from renderer import ffmpeg


def test_urls_of_files_can_be_nothing_but_files(tmp_path):
    assert ffmpeg.file_url(tmp_path / "-y") == f"file:{tmp_path}/-y"
    assert ffmpeg.untrusted_video_input(tmp_path / "a")[:2] == ["-protocol_whitelist", "file"]
