"""Videos are measured several at once, each content once, and what is wrong with a file is said of that file."""

import shutil

import pytest

from evalsite.stimuli.models import ImportedVideo
from evalsite.stimuli.video_registration import register_videos
from face.errors import InputError
from tests.foreign_videos import write_video

pytestmark = pytest.mark.django_db


def test_each_content_is_one_row_and_each_broken_file_is_named(tmp_path):
    good = write_video(tmp_path / "a.mp4")
    copy = shutil.copyfile(good, tmp_path / "b.mp4")
    broken = [tmp_path / "c.mp4", tmp_path / "d.mp4"]
    for path in broken:
        path.write_bytes(b"broken")
    shown = []
    videos = register_videos([good, copy, *broken, tmp_path / "e.mp4"], lambda share, message: shown.append(share))
    assert videos[good] == videos[copy] == ImportedVideo.objects.get()
    for path in (*broken, tmp_path / "e.mp4"):
        assert isinstance(videos[path], InputError)
        assert str(path) in str(videos[path])
    assert shown == sorted(shown)
    assert shown[-1] == 1.0
